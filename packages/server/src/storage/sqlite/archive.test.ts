import { archiveContract } from '@imagechat/core/testing/archive-contract';
import { inProcessStorage } from '../../testing/in-process-storage.ts';

archiveContract('SQLite', async () => {
  const { close, reader, storage, writer } = await inProcessStorage();
  return {
    storage,
    archive: {
      images: async (tenantId, after, most) => reader.archive.images(tenantId, after, most),
      image: async (image) => reader.archive.image(image),
      comments: async (image, id, after, most) => reader.archive.comments(image, id, after, most),
    },
    groups: {
      groupsOf: async (image) => reader.groupsOf(image),
      setClosed: async (image, closed, at) => writer.people.setClosed(image, closed, at),
      rename: async (image, to, at) => writer.people.rename(image, to, at),
      setGroups: async (image, groups, at) => writer.people.setGroups(image, groups, at),
    },
    close,
  };
});
