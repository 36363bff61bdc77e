import { each } from '../ui/each.ts';
import type { Child } from '../ui/jsx.ts';
import { show } from '../ui/show.ts';
import type { Read } from '../ui/signals.ts';
import { IconButton } from '../window/icons.tsx';
import { uploadAddress } from '../window/markdown.ts';
import { Note } from '../window/note.tsx';
import { type Pictured, takePictures, withPictures } from '../window/pictured.ts';
import type { Room } from '../window/room.ts';
import type { Pictures, Sending } from './pictures.ts';

/** The pictures of a text that is being written, each with a way to take it out, and those that are on their way. */
export function PictureRow(props: {
  readonly room: Room;
  readonly id: Read<string>;
  readonly pictures: Pictures;
  readonly box: () => HTMLElement | undefined;
}): Child {
  const { room, id, pictures, box } = props;
  const there = (): readonly Pictured[] => takePictures(room.desks.at(id()).text).pictures;
  const under = (): readonly Sending[] => pictures.at(id());
  const failed = (): Sending | undefined => under().find(({ failure }) => failure());
  const takeOut = (picture: Pictured): void => {
    const { text } = room.desks.at(id());
    const { words, pictures: all } = takePictures(text);
    room.desks.put(id(), {
      text: withPictures(
        words,
        all.filter((other) => other.id !== picture.id),
      ),
    });
    box()?.focus();
  };
  return show(
    () => there().length + under().length > 0,
    () => (
      <div class="pictures">
        <ul
          part="pictures"
          ref={(list) => {
            each(list, there, (it) => (
              <li part="picture">
                {pictures.previews.get(it().id) ?? (
                  <img src={uploadAddress(room.settings())(it().id)} alt={it().alt} />
                )}
                <Remove room={room} press={() => takeOut(it())} />
              </li>
            ));
          }}
        />
        <ul
          ref={(list) => {
            each(list, under, (it) => <OnItsWay room={room} it={it()} pictures={pictures} box={box} />);
          }}
        />
        {show(failed, (it) => (
          <Note
            words={() => it().failure()?.words}
            kind="bad"
            part="picture-failure"
            role="alert"
            act={() =>
              it().failure()?.again
                ? { name: room.say('tryAgain'), press: () => pictures.send(it()) }
                : undefined
            }
            button="send-picture-again"
          />
        ))}
      </div>
    ),
  );
}

function OnItsWay(props: {
  readonly room: Room;
  readonly it: Sending;
  readonly pictures: Pictures;
  readonly box: () => HTMLElement | undefined;
}): Child {
  const { room, it, pictures, box } = props;
  return (
    <li class={() => (it.failure() ? 'failed' : 'sending')} part="sending-picture">
      {it.preview}
      {show(
        () => !it.failure(),
        () => (
          <progress max="1" value={() => String(it.sent())} aria-label={room.say('sendingPicture')} />
        ),
      )}
      <Remove
        room={room}
        press={() => {
          pictures.drop(it);
          box()?.focus();
        }}
      />
    </li>
  );
}

function Remove({ room, press }: { readonly room: Room; readonly press: () => void }): Child {
  return (
    <IconButton
      of="close"
      class="remove"
      part="remove-picture"
      name={room.say('removePicture')}
      onClick={press}
    />
  );
}
