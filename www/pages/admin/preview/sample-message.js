// @ts-check
// A message for the reader in a preview.

export const sampleMessage = `-----BEGIN PGP MESSAGE-----

wy4ECQMIAAAAAAAAAAAA
-----END PGP MESSAGE-----
`;
