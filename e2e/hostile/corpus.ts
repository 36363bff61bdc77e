import texts from './texts.json';

/** Texts that try to do what texts must not, by what they try. */
export const HOSTILE: Readonly<Record<string, readonly string[]>> = texts;
