/** The name of a language of the widget, `sr_latn_rs`, as it is said in the language of `locale` (BCP 47). */
export function languageName(code: string, locale: string): string {
  const [language = '', ...rest] = code.split('_');
  const tag = [language, ...rest.map((part) => (part.length === 4 ? part : part.toUpperCase()))].join('-');
  try {
    return new Intl.DisplayNames(locale, { type: 'language' }).of(tag) ?? code;
  } catch {
    return code;
  }
}
