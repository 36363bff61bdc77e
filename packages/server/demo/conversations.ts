/** The demo's pictures; each has a source in `sources/` and a rendering in `pictures/`. */
export type DemoPicture = 'design-mockup' | 'app-screenshot' | 'labelled-diagram';

/** One conversation as it stands when the demo opens for the first time. */
export interface DemoConversation {
  readonly picture: DemoPicture;
  /** Percent of the picture's width, from the left. */
  readonly x: number;
  /** Percent of the picture's height, from the top. */
  readonly y: number;
  readonly resolved: boolean;
  /** The oldest first; the first one opened the conversation. */
  readonly comments: readonly { readonly name: string; readonly text: string; readonly minutesAgo: number }[];
}

/**
 * What people have said on the demo's pictures before anybody arrives, so that a first visitor
 * finds markers to open. Every point lies on the very thing its conversation is about: whoever
 * changes a picture's source draws the points over it again (`--look` of the rendering script)
 * and moves those that are off.
 */
export const demoConversations: readonly DemoConversation[] = [
  {
    picture: 'design-mockup',
    x: 76.7,
    y: 59.15,
    resolved: false,
    comments: [
      {
        name: 'Nadia Brandt',
        text: 'This is the first time anyone hears of the €4.50. In the last test two of six people went back a step to look for it.',
        minutesAgo: 190,
      },
      {
        name: 'Owen Clarke',
        text: 'Could we fold it into the cabin price? Finance only needs it on the receipt.',
        minutesAgo: 176,
      },
      {
        name: 'Nadia Brandt',
        text: 'Yes please. €121.25 per person looks odd though. Round to €121 and we lose 50 cents a booking.',
        minutesAgo: 171,
      },
      { name: 'Owen Clarke', text: 'I can live with 50 cents. I’ll ask on Thursday.', minutesAgo: 64 },
    ],
  },
  {
    picture: 'design-mockup',
    x: 29.3,
    y: 36.8,
    resolved: false,
    comments: [
      {
        name: 'Priya Raman',
        text: 'The second line sits right on the bright part of the sky. I measure about 4:1 around “Alps”. Can we move the glow a little to the right?',
        minutesAgo: 58,
      },
      {
        name: 'Luca Ferri',
        text: 'Easier: I’ll let the dark corner reach a bit further. Keeps the mountains as they are.',
        minutesAgo: 41,
      },
    ],
  },
  {
    picture: 'design-mockup',
    x: 32.8,
    y: 72.55,
    resolved: true,
    comments: [
      {
        name: 'Owen Clarke',
        text: 'Is this true on every route, or only on Vienna to Venice?',
        minutesAgo: 1510,
      },
      {
        name: 'Hanna Lindqvist',
        text: 'On 29 of 34. The tag now comes from last month’s bookings and stays away where it isn’t true.',
        minutesAgo: 1325,
      },
    ],
  },
  {
    picture: 'design-mockup',
    x: 65.6,
    y: 41.1,
    resolved: false,
    comments: [
      {
        name: 'Luca Ferri',
        text: 'What if the train rolled in once when the page opens, headlight first?',
        minutesAgo: 26,
      },
      {
        name: 'Priya Raman',
        text: 'I’d love that. Two seconds at most, and it simply stands there for people who asked for less motion.',
        minutesAgo: 19,
      },
    ],
  },
  {
    picture: 'app-screenshot',
    x: 46.65,
    y: 59.2,
    resolved: false,
    comments: [
      {
        name: 'Maya Okafor',
        text: 'Sunday the 26th is here twice, and the range should end on Sunday the 2nd. The tooltip says Monday the 27th, which is right.',
        minutesAgo: 142,
      },
      {
        name: 'Samir Haddou',
        text: 'The clocks went back that night. We add 24 hours per tick, and that Sunday had 25.',
        minutesAgo: 118,
      },
      { name: 'Maya Okafor', text: 'So only the labels are off, not the numbers?', minutesAgo: 115 },
      {
        name: 'Samir Haddou',
        text: 'Only the labels. The fix counts days instead of hours, with a test for both changes of the clock.',
        minutesAgo: 37,
      },
    ],
  },
  {
    picture: 'app-screenshot',
    x: 72.9,
    y: 79.15,
    resolved: false,
    comments: [
      {
        name: 'Elena Castro',
        text: 'Charged twice and nobody on it after four and a half hours. Does Billing get a ping for these?',
        minutesAgo: 22,
      },
      { name: 'Jonas Petersen', text: 'Not at lunchtime, it seems. Taking it now.', minutesAgo: 17 },
      {
        name: 'Maya Okafor',
        text: 'Thanks, Jonas. Let’s make “Nobody yet” stand out once something is overdue. It’s the quietest text in the row.',
        minutesAgo: 12,
      },
    ],
  },
  {
    picture: 'app-screenshot',
    x: 23.95,
    y: 22.35,
    resolved: true,
    comments: [
      {
        name: 'Jonas Petersen',
        text: 'Why is this one red? More people writing in isn’t bad in itself. We sold more bikes.',
        minutesAgo: 2900,
      },
      {
        name: 'Elena Castro',
        text: 'Fair. Next version shows it in plain grey, and per hundred orders next to it.',
        minutesAgo: 2840,
      },
    ],
  },
  {
    picture: 'app-screenshot',
    x: 63.2,
    y: 22.35,
    resolved: false,
    comments: [
      {
        name: 'Ruth Adeyemi',
        text: 'Lovely. What did you change? I’d like to tell the board in one sentence.',
        minutesAgo: 75,
      },
      {
        name: 'Maya Okafor',
        text: '“Returns now answer themselves with a label, so people get to the rest sooner.”',
        minutesAgo: 69,
      },
    ],
  },
  {
    picture: 'labelled-diagram',
    x: 35.8,
    y: 33.2,
    resolved: false,
    comments: [
      { name: 'Tilda', text: 'Is the nucleolus a small nucleus inside the nucleus?', minutesAgo: 320 },
      {
        name: 'Mr Abara',
        text: 'Good question. No: it has no membrane of its own. It’s the corner of the nucleus where the parts of ribosomes are put together.',
        minutesAgo: 301,
      },
      { name: 'Tilda', text: 'So more like a workshop than a library', minutesAgo: 298 },
      { name: 'Mr Abara', text: 'I’m stealing that for Monday.', minutesAgo: 295 },
    ],
  },
  {
    picture: 'labelled-diagram',
    x: 36.2,
    y: 46.6,
    resolved: false,
    comments: [
      {
        name: 'Yusuf',
        text: 'How do I tell rough and smooth apart if they aren’t coloured in the test?',
        minutesAgo: 84,
      },
      {
        name: 'Ines',
        text: 'Look for the dots. Rough has ribosomes on it and lies around the nucleus. Smooth is bare and looks like tubes.',
        minutesAgo: 71,
      },
    ],
  },
  {
    picture: 'labelled-diagram',
    x: 52.2,
    y: 62.5,
    resolved: false,
    comments: [
      {
        name: 'Ines',
        text: 'In the onion skin we looked at, this filled nearly the whole cell. Is it drawn too small?',
        minutesAgo: 49,
      },
      {
        name: 'Mr Abara',
        text: 'Well spotted. In a grown cell it can take up 80 or 90 percent. Here it makes room so that you can see the rest.',
        minutesAgo: 33,
      },
    ],
  },
  {
    picture: 'labelled-diagram',
    x: 74,
    y: 81.5,
    resolved: true,
    comments: [
      { name: 'Yusuf', text: 'Which part of it catches the light?', minutesAgo: 1460 },
      {
        name: 'Tilda',
        text: 'The green stacks. The chlorophyll sits in their membranes, and the sugar is made in the stroma around them.',
        minutesAgo: 1452,
      },
      { name: 'Mr Abara', text: 'Exactly right.', minutesAgo: 1380 },
    ],
  },
];
