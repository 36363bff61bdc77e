import * as v from 'valibot';

/** Base64url without padding, as browsers write what is bytes (W3C WebAuthn §5.1, JSON forms). */
const bytes = (most: number) => v.pipe(v.string(), v.regex(/^[\w-]+$/), v.maxLength(most));

/** What every answer of an authenticator has; what extensions say is asked for by nobody and left out. */
const credential = {
  id: bytes(1400),
  rawId: bytes(1400),
  type: v.literal('public-key'),
  clientExtensionResults: v.pipe(
    v.unknown(),
    v.transform(() => ({})),
  ),
};

/** A passkey that was just made: `RegistrationResponseJSON`. */
export const madePasskey = v.object({
  ...credential,
  response: v.object({
    clientDataJSON: bytes(4000),
    attestationObject: bytes(20_000),
    transports: v.exactOptional(
      v.pipe(v.array(v.pipe(v.string(), v.regex(/^[a-z-]{1,20}$/))), v.maxLength(10)),
    ),
  }),
});

/** A passkey that was used: `AuthenticationResponseJSON`. */
export const usedPasskey = v.object({
  ...credential,
  response: v.object({
    clientDataJSON: bytes(4000),
    authenticatorData: bytes(4000),
    signature: bytes(8000),
    userHandle: v.exactOptional(bytes(200)),
  }),
});

/** What `clientDataJSON` says, once read; the rest of it is the library's to judge. */
export const clientData = v.object({ challenge: v.pipe(v.string(), v.regex(/^[\w-]{43}$/)) });

/** One of {@link madePasskey}. */
export type MadePasskey = v.InferOutput<typeof madePasskey>;

/** One of {@link usedPasskey}. */
export type UsedPasskey = v.InferOutput<typeof usedPasskey>;
