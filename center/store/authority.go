package store

import "context"

const authority = "authority"

// Authority is the fingerprint of the authority that vouches for the site's
// centers, or "" before there is one.
func (t *Tx) Authority(ctx context.Context) (fingerprint string, err error) {
	return t.noted(ctx, authority)
}

// SetAuthority notes the authority.
func (t *Tx) SetAuthority(ctx context.Context, fingerprint string) error {
	return t.setMeta(ctx, authority, []byte(fingerprint))
}
