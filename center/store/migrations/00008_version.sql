-- What people published stays, so that it can be compared.

-- +goose Up
CREATE TABLE document_versions (
    name         TEXT NOT NULL,
    version      BIGINT NOT NULL,
    body         BYTEA NOT NULL,
    published_at BIGINT NOT NULL,
    published_by TEXT NOT NULL,
    PRIMARY KEY (name, version)
);
INSERT INTO document_versions (name, version, body, published_at, published_by)
    SELECT name, version, body, published_at, published_by FROM documents WHERE name = 'site' AND published_by <> '';
