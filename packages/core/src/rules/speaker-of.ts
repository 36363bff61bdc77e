import { PUBLIC } from '../eyes.ts';
import { type KeptEvent, project } from '../veil.ts';

/** Who can be mentioned because of an event, having said something new that everybody can see; undefined when nobody has. */
export function speakerOf(kept: KeptEvent): { readonly id: string; readonly name: string } | undefined {
  const event = project(kept, PUBLIC);
  const isNew =
    (event.type === 'new-image-chat' && event.comment !== undefined) ||
    (event.type === 'image-chat-updated' && event.change === 'comment-added');
  return isNew ? { id: event.by, name: event.name } : undefined;
}
