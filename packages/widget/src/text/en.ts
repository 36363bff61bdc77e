/** What the picture itself says, in English: in the embed, since it is needed at once. */
export const enPicture = {
  hint: 'Click anywhere on the picture to start a conversation.',
  offline: "You're offline. You can look around; posting works again once you're back.",
  reconnecting: 'Reconnecting… new comments may be missing.',
  connecting: 'Connecting…',
  unavailable: 'Comments are not available here.',
  closed: 'This picture is closed for comments.',
  loginNeeded: 'Log in to join the conversation.',
  unopened: "That didn't open. Try again.",
  overlay: 'Conversations on this picture',
  newMarker: 'New conversation, not sent yet',
} as const;

/** A sentence with `{places}`, or one per plural form of `{n}`. */
export type Phrase = string | PluralPhrase;

/** One sentence per plural form (Unicode CLDR); `other` is always there. */
export type PluralPhrase = Partial<Record<Intl.LDMLPluralRule, string>> & { readonly other: string };

/** The name of a sentence of the picture. */
export type PictureKey = keyof typeof enPicture;

/** The picture's sentences in one language. */
export type PicturePhrases = Readonly<Record<PictureKey, string>>;
