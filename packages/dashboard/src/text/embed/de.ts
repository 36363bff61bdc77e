import type { EmbedKey } from './en.ts';

/** German. */
export const de: Readonly<Record<EmbedKey, string>> = {
  title: 'Auf Ihre Seite damit',
  more: 'Wählen Sie, wie Ihre Seite gemacht ist, dann einfügen. Mehr brauchen Seiten von {site} nicht.',
  form: 'Wie ist Ihre Seite gemacht?',
  one: 'Ein Bild',
  oneMore: 'Unter das Bild, vor dem Ende von body.',
  all: 'Jedes Bild eines Artikels',
  allMore: 'Unter den Artikel; ein anderer Selektor wählt andere Bilder.',
  attribute: 'Ohne eigenes Skript',
  attributeMore: 'Ein Tag irgendwo in der Seite. Es findet auch Bilder, die später kommen.',
  element: 'Als Element',
  elementMore: 'Um das Bild herum, wo ein Editor nur HTML annimmt.',
  module: 'Als Modul',
  moduleMore: 'Für Seiten mit einem Build: @imagechat/widget installieren.',
  react: 'React',
  vue: 'Vue',
  wrapperMore: 'Um das Bild herum; was sich ändert, ändert sich im Betrieb.',
  options: 'Sonst noch etwas?',
  optionsMore: 'Der Code oben folgt Ihrer Wahl. Die meisten Seiten brauchen nichts davon.',
  urlId: 'Name des Bildes',
  urlIdMore:
    'Das Gespräch bleibt bei diesem Namen, wo das Bild auch gezeigt wird. Leer benennen es Seite und Datei.',
  locale: 'Sprache',
  localeAny: 'Was Website oder Browser bevorzugen',
  replies: 'Ebenen von Antworten',
  repliesNone: 'Keine: ein flaches Gespräch',
  background: 'Um das Bild herum ist es',
  backgroundAny: 'Selbst herausfinden',
  backgroundLight: 'Hell',
  backgroundDark: 'Dunkel',
  readonly: 'Nur zum Ansehen',
  signOn: 'Melden sich Leute auf Ihrer Seite an?',
  signOnMore:
    'Dann sagt Ihr eigener Server, wer sie sind, unterschrieben mit einem API-Geheimnis (Einstellungen, Geheimnisse und Schlüssel). In Node:',
};
