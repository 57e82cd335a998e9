// @ts-check
// A message for the reader in a preview, so that one can see it open: iterated and salted S2K, SEIPDv1.

export const samplePassphrase = "bridge over water";

export const sampleMessage = `-----BEGIN PGP MESSAGE-----

wy4ECQMIZrbSqDZELZ/gaRDdJOIxDFD8LYg3q/7SfLLsqLXM1MMugRalbuyK
PfjI0sDYAR3MpVAoHpB2Wm4AUgMwlUnIroI+FMZngUxCVzGDSWjgj1LzqVVY
8qOgDTBhud892vVR3CPbKROn6U5bPiXLrr+GKQEFii89Et4GpZehq3LfAlbC
GfIlsdsLSOSMkyf+0eQFCf9Z2fmYmcivoljAip2rjE9AoAYyqbLqSUsAiIkT
xOk7UM4vdN3GDeQUzqAiIfIObH1da1eU7adna1JxE/V6UStIcRHF6ydgpVoX
m+UQiRVYRSEAsd8aG8kHhgC4as7rPvqbsC8zYocAv7oZtODUR4NWKieTazM+
WRw0cOpqLc/BRf1fyFj/3VsFUrwsbrJT/fIZ6n6j8H4TCK9LCxY6g1xkGF8I
2kRpP1TFiQwkXs+hETF4hJmUPwU2swufG8BoILnG8C0q/KkYZrim7ov3BUDj
/M4mzBVCOezIsB4TyDA7aTbMaeVW3eozQVwUY71UR7qjnO/2sam5/A7nGqfg
6t3pqTHR5MCgHDwO/RseAi6AQGpwLDAIvRohuyThcflMKDV+1oFWle12wqQh
+bOJNth24agY
=Pn7o
-----END PGP MESSAGE-----
`;
