import { type JudgeWord, VERDICTS } from '@imagechat/core/ports/judges';
import { parseJson } from '@imagechat/protocol/schemas/decode';
import * as v from 'valibot';
import type { Sent } from './send-post.ts';

const answer = v.object({ verdict: v.picklist(VERDICTS) });

/** What a judge said, or why that could not be used. */
export interface JudgeAnswer {
  readonly said: JudgeWord | undefined;
  readonly status: number | null;
  readonly why: string;
}

/** Reads a judge's answer: a status of 2xx and `{"verdict": "approve" | "hold" | "spam"}`. What else it said is not kept: it may repeat the comment. */
export function judgeAnswer(sent: Sent): JudgeAnswer {
  if (!sent.ok) return { said: undefined, status: null, why: sent.why.slice(0, 200) };
  const { status } = sent;
  if (status < 200 || status >= 300) return { said: undefined, status, why: `It answered ${status}.` };
  const json = parseJson(sent.answer);
  const read = json.ok ? v.safeParse(answer, json.value) : undefined;
  if (read?.success) return { said: read.output.verdict, status, why: '' };
  return { said: undefined, status, why: 'It did not answer {"verdict": "approve" | "hold" | "spam"}.' };
}
