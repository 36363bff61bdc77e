import { commentQueries } from '../queries/comments.ts';
import { conversationQueries } from '../queries/conversations.ts';
import { eventQueries } from '../queries/events.ts';
import { imageQueries } from '../queries/images.ts';
import { speakerQueries } from '../queries/speakers.ts';
import { uploadQueries } from '../queries/uploads.ts';
import { usageQueries } from '../queries/usage.ts';
import { postgresBuilder } from './dialect.ts';

/** Every noun's queries in Postgres' words. */
export const queries = {
  images: imageQueries(postgresBuilder),
  conversations: conversationQueries(postgresBuilder),
  comments: commentQueries(postgresBuilder),
  events: eventQueries(postgresBuilder),
  speakers: speakerQueries(postgresBuilder),
  uploads: uploadQueries(postgresBuilder),
  usage: usageQueries(postgresBuilder),
};
