package store

// Plant runs a statement on the writing connection, for faults the checks of
// Open would refuse.
func (s *Store) Plant(statement string) error {
	_, err := s.write.Exec(statement)
	return err
}
