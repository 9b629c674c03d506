package touch

import "fyne.io/fyne/v2"

// tallLayout is a layout that knows its height at a width.
type tallLayout interface {
	fyne.Layout
	heightFor(objects []fyne.CanvasObject, width float32) float32
}

// Grow makes a thing take what a Column or Across has left, shared by weight.
// Grow(1, nil) is an empty stretch.
func Grow(weight float32, o fyne.CanvasObject) *fyne.Container {
	c := &fyne.Container{Layout: grow{weight: weight}}
	if o != nil {
		c.Objects = []fyne.CanvasObject{o}
	}
	return c
}

func weightOf(o fyne.CanvasObject) float32 {
	if c, ok := o.(*fyne.Container); ok {
		if g, ok := c.Layout.(grow); ok {
			return g.weight
		}
	}
	return 0
}

type grow struct {
	stack
	weight float32
}

// Stack lays things one upon the other, each as big as the whole.
func Stack(objects ...fyne.CanvasObject) *fyne.Container {
	return &fyne.Container{Layout: stack{}, Objects: objects}
}

type stack struct{}

func (stack) Layout(objects []fyne.CanvasObject, s fyne.Size) {
	for _, o := range objects {
		place(o, 0, 0, s.Width, s.Height)
	}
}

func (stack) MinSize(objects []fyne.CanvasObject) fyne.Size {
	var m fyne.Size
	for _, o := range objects {
		m = m.Max(o.MinSize())
	}
	return m
}

func (stack) heightFor(objects []fyne.CanvasObject, width float32) float32 {
	var h float32
	for _, o := range objects {
		h = max(h, heightOf(o, width))
	}
	return h
}

// Screen stacks things over the whole window. It is the root of a screen: it
// asks for no room, so no content can push the window beyond the glass.
func Screen(objects ...fyne.CanvasObject) *fyne.Container {
	return &fyne.Container{Layout: screen{}, Objects: objects}
}

type screen struct{ stack }

func (screen) MinSize([]fyne.CanvasObject) fyne.Size { return fyne.Size{} }

// Inset leaves room around a thing: h left and right, v above and below.
func Inset(h, v float32, o fyne.CanvasObject) *fyne.Container {
	return &fyne.Container{Layout: inset{h, v}, Objects: []fyne.CanvasObject{o}}
}

type inset struct{ h, v float32 }

func (i inset) Layout(objects []fyne.CanvasObject, s fyne.Size) {
	for _, o := range objects {
		place(o, i.h, i.v, max(0, s.Width-2*i.h), max(0, s.Height-2*i.v))
	}
}

func (i inset) MinSize(objects []fyne.CanvasObject) fyne.Size {
	return stack{}.MinSize(objects).AddWidthHeight(2*i.h, 2*i.v)
}

func (i inset) heightFor(objects []fyne.CanvasObject, width float32) float32 {
	return stack{}.heightFor(objects, width-2*i.h) + 2*i.v
}

// Centered keeps a thing at its own height in the middle of what there is.
func Centered(o fyne.CanvasObject) *fyne.Container {
	return Column(0, Grow(1, nil), o, Grow(1, nil))
}

// Fixed gives a thing a height of its own in a Column, or a width in Across; 0
// leaves that to the thing.
func Fixed(width, height float32, o fyne.CanvasObject) *fyne.Container {
	return &fyne.Container{Layout: fixed{size: fyne.NewSize(width, height)}, Objects: []fyne.CanvasObject{o}}
}

type fixed struct {
	stack
	size fyne.Size
}

func (f fixed) MinSize(objects []fyne.CanvasObject) fyne.Size {
	m := f.stack.MinSize(objects)
	if f.size.Width > 0 {
		m.Width = f.size.Width
	}
	if f.size.Height > 0 {
		m.Height = f.size.Height
	}
	return m
}

func (f fixed) heightFor(objects []fyne.CanvasObject, width float32) float32 {
	if f.size.Height > 0 {
		return f.size.Height
	}
	return f.stack.heightFor(objects, width)
}
