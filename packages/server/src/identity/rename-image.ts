import type { Hub } from '@imagechat/core/hub';
import type { ImageGroups } from '@imagechat/core/ports/image-groups';
import { type Refusal, refuse } from '@imagechat/protocol/refusal';
import { urlId } from '@imagechat/protocol/schemas/fields';
import * as v from 'valibot';

/** What renaming needs. */
export interface RenamingParts {
  readonly groups: Pick<ImageGroups, 'rename'>;
  readonly hub: Pick<Hub, 'revoke' | 'renamed'>;
  readonly clock: { now(): number };
}

/** `{urlId, to}`: the image, and the urlId it is to have. */
export const renameBody = v.object({ urlId, to: urlId });

/**
 * Gives an image another urlId: the dashboard and the API do it so. Whoever watches either name, on any process, is brought to what it is from now on.
 * Refusals: `not-found` where nobody talked about the image, `id-taken` where the new name is another image's, `invalid-input` where it is the same.
 */
export async function renameImage(
  { clock, groups, hub }: RenamingParts,
  tenantId: string,
  { to, urlId: from }: v.InferOutput<typeof renameBody>,
): Promise<Refusal | undefined> {
  if (to === from) return refuse('invalid-input', 'to is the name the image has already.');
  const done = await groups.rename({ tenantId, urlId: from }, to, clock.now());
  if (done === 'unknown') return refuse('not-found', 'Nobody talked about this image.');
  if (done === 'taken')
    return refuse(
      'id-taken',
      'Another image has this name, or something was decided about it. Choose another.',
    );
  // Who may see the one may not see the other: that is looked at before anybody is told of anything.
  hub.revoke({ tenantId });
  await hub.renamed([
    { tenantId, urlId: from },
    { tenantId, urlId: to },
  ]);
  return undefined;
}
