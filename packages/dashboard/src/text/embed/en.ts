/** What the page about embedding says, in English; the other languages have the same keys. */
export const en = {
  title: 'Put it on your page',
  more: 'Choose how your page is made, then paste. Pages of {site} need nothing else.',
  form: 'How is your page made?',
  one: 'One picture',
  oneMore: 'Below the picture, before the end of the body.',
  all: 'Every picture of an article',
  allMore: 'Below the article; choose other pictures with another selector.',
  attribute: 'Without a script of your own',
  attributeMore: 'One tag, anywhere in the page. It also finds pictures that come later.',
  element: 'As an element',
  elementMore: 'Around the picture itself, for pages whose editor only takes HTML.',
  module: 'As a module',
  moduleMore: 'For pages with a build step: install @imagechat/widget.',
  react: 'React',
  vue: 'Vue',
  wrapperMore: 'Around the picture; what changes, changes while it runs.',
  options: 'Anything else?',
  optionsMore: 'The snippet above follows what you choose. Most pages need none of it.',
  urlId: 'Name of the picture',
  urlIdMore:
    'The talk stays with this name, wherever the picture is shown. Left empty, page and file name it.',
  locale: 'Language',
  localeAny: 'What the site or the browser prefers',
  replies: 'Levels of replies',
  repliesNone: 'None: one flat conversation',
  background: 'Around the picture it is',
  backgroundAny: 'Find out',
  backgroundLight: 'Light',
  backgroundDark: 'Dark',
  readonly: 'Only to be looked at',
  signOn: 'Do people sign in on your page?',
  signOnMore:
    'Then your own server says who they are, signed with an API secret (Settings, Secrets and keys). In Node:',
} as const satisfies Record<string, string>;

/** All that it says. */
export type EmbedKey = keyof typeof en;
