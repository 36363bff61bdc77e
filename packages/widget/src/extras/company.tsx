import { type LivePresence, openPresence } from '@imagechat/client/presence';
import { fromOutside } from '../ui/from-outside.ts';
import { hear } from '../ui/hear.ts';
import type { Child } from '../ui/jsx.ts';
import { show } from '../ui/show.ts';
import { afterwards, onEnd } from '../ui/signals.ts';
import { Avatar } from '../window/avatar.tsx';
import type { Extras } from '../window/extras.ts';
import { DRAFT, type Room } from '../window/room.ts';

/** Faces beside one another; who else there is, is a number. */
const FACES = 2;

/** Says that one is here, as long as one can be seen, and where one writes. Inside a root. */
function beHere(room: Room): LivePresence {
  const { talk } = room;
  const presence = openPresence(
    room.live,
    () => !document.hidden && (Boolean(talk.actor?.name) || !talk.settings.readonly),
  );
  const again = (): void => presence.again();
  hear(document, 'visibilitychange', again);
  onEnd(() => presence.release());
  // A name that was just given.
  afterwards(() => room.actor()?.name && again());
  afterwards(() => {
    const id = room.openId();
    if (id === undefined || !room.desks.at(id).text.trim()) presence.announceTyping(null);
  });
  return presence;
}

/** Who else looks at the picture and who is writing, and that one does so oneself. Made inside a root. */
export function keepCompany(room: Room): Pick<Extras, 'viewers' | 'typing' | 'here' | 'writes'> {
  const presence = beHere(room);
  const silent = (): void => presence.announceTyping(null);
  const view = fromOutside(presence)(() => presence.view);
  const others = () => view().people.filter(({ id }) => id !== room.actor()?.id);
  const viewers = (): number => (view().viewers > 1 ? view().viewers : 0);
  /** One after another, as the language strings them. */
  const list = (names: readonly string[]): string =>
    new Intl.ListFormat(room.talk.language?.language ?? 'en').format(names);
  const words = (): string => {
    const names = others().map(({ name }) => name);
    const said = room.say('viewers', { n: viewers() });
    return names.length > 0 ? `${said}: ${list(names)}` : said;
  };
  return {
    viewers,
    typing(id) {
      const names = others().flatMap(({ typing, name }) => (typing === id ? [name] : []));
      if (names.length === 0) return undefined;
      return names.length > 2
        ? room.say('typingMany')
        : room.say('typing', { n: names.length, names: list(names) });
    },
    here: () =>
      show(viewers, () => (
        <button
          type="button"
          class="here"
          part="here"
          title={words}
          onClick={() => room.notices.tell({ words: words() })}
        >
          {() =>
            others()
              .slice(0, FACES)
              .map((one) => <Avatar room={room} of={() => one} />)
          }
          <span class="unseen">{words}</span>
          <Rest n={() => viewers() - 1 - Math.min(FACES, others().length)} />
        </button>
      )),
    writes(id, box) {
      presence.announceTyping(id === DRAFT ? null : id);
      // Whoever looks elsewhere is not writing; said by one listener however often it is added.
      box.addEventListener('blur', silent);
    },
  };
}

/** How many more there are. */
function Rest({ n }: { readonly n: () => number }): Child {
  return show(
    () => Math.max(0, n()),
    (more) => (
      <span class="avatar rest" aria-hidden="true" dir="ltr">
        {() => `+${more()}`}
      </span>
    ),
  );
}
