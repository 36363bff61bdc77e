import type { Actor } from '@imagechat/core/access';
import {
  type ErasingOperation,
  type PersonFile,
  erasingOperations,
} from '@imagechat/core/ports/person-files';
import type { Submission } from '@imagechat/core/ports/storage';
import type { Operation } from '@imagechat/protocol/catalog';

/** The operations an erasure begins with, asked by `by`, who must be allowed to: every page hears of them like of any other. */
export function erasingSubmissions(file: PersonFile, by: Actor): Submission[] {
  return erasingOperations(file).map(({ type, image, id, commentId = '' }) => {
    const asked = { id, broadcastId: crypto.randomUUID() };
    return { image, actor: by, site: '', operation: operationOf(type) };

    function operationOf(type: ErasingOperation['type']): Operation {
      const comment = { id: commentId };
      if (type === 'forget-person') return { type, ...asked, comment, person: file.id };
      return type === 'delete-comment' ? { type, ...asked, comment } : { type, ...asked };
    }
  });
}
