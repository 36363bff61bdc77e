/** What the pages about taking along and bringing back say, in English; the other languages have the same keys. */
export const en = {
  title: 'Is all of it yours?',
  more: 'Take along everything that was said on {site}, or bring it here from elsewhere.',
  take: 'Take along',
  image: 'One picture only',
  imageMore: 'The name of a picture (its urlId). Left empty, all of them.',
  json: 'Everything, as JSON',
  jsonMore:
    'People, bans, pictures in comments and all that was said, to be brought back here or to another server.',
  csv: 'A table, as CSV',
  csvMore: 'One line for each comment, for spreadsheets.',
  annotations: 'Web Annotation',
  annotationsMore:
    'The W3C’s format, for other programs: what everybody may see, each at its point in percent.',
  download: 'Download',
  bring: 'Bring here',
  bringMore:
    'A file that “Everything, as JSON” made. What is here already stays as it is, so doing it twice is no harm. Rules and domains are not brought; those are yours to decide.',
  file: 'File',
  start: 'Bring it here',
  noFile: 'Choose a file first.',
  notOurs: 'This is not a file that “Everything, as JSON” made.',
  working: '{done} of {all}',
  stop: 'Stop',
  stopped: 'Stopped. What was brought until then stays; begin again whenever you want.',
  finished: 'Done: {count} records.',
  cut: 'The file ends too early. What was in it is here.',
  imported: 'Brought',
  there: 'Here already',
  refused: 'Not brought',
  what: 'What',
  result: 'What became of it',
  report: 'Download the report',
  reportMore: 'A line for every record.',
  onlySome: 'The first {count} of those that were not brought; the report has all.',
  kindPerson: 'People',
  kindTenant: 'Settings and domains',
  kindBan: 'Bans',
  kindImage: 'Pictures talked about',
  kindConversation: 'Conversations',
  kindComment: 'Comments',
  kindUpload: 'Pictures in comments',
  kindOther: 'Other',
} as const satisfies Record<string, string>;

/** All that they say. */
export type ExchangeKey = keyof typeof en;
