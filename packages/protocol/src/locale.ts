/** The languages the widget speaks, by the names the reference product has for them (CONTRACT §2). */
export const LOCALES = [
  'en',
  'en_us',
  'es_es',
  'fr_fr',
  'fr_ca',
  'de_de',
  'it_it',
  'pt_br',
  'nl_nl',
  'da_dk',
  'sv_se',
  'pl_pl',
  'ru_ru',
  'uk_ua',
  'bg_bg',
  'el_gr',
  'hr_hr',
  'sl_sl',
  'sr_rs',
  'sr_latn_rs',
  'tr_tr',
  'he',
  'ar',
  'ja_jp',
  'ko_kr',
  'zh_cn',
  'zh_tw',
] as const;

/** One of them. */
export type LocaleCode = (typeof LOCALES)[number];
