import { expect, test } from 'bun:test';
import { create } from '@imagechat/core/testing/builders';
import { startTestServer } from '../testing/start-test-server.ts';

test('/metrics tells connections, watched images, results and traffic in Prometheus’ format', async () => {
  await using server = await startTestServer();
  using ada = await server.join('Ada');
  const { i } = await ada.watches('picture');
  const operation = create();
  await ada.submits(i, operation);
  await ada.next('events');
  await ada.submits(i, operation);
  ada.says({ t: 'submit', i, operation: create({ id: operation.id }) });
  await ada.hears('refused');

  const response = await server.fetch('/metrics');
  expect(response.headers.get('content-type')).toBe('text/plain; version=0.0.4; charset=utf-8');
  const text = await response.text();
  for (const line of [
    'imagechat_connections 1',
    'imagechat_watched_images 1',
    'imagechat_operations_total{result="accepted"} 1',
    'imagechat_operations_total{result="repeated"} 1',
    'imagechat_operations_total{result="id-taken"} 1',
    'imagechat_refusals_total{code="id-taken"} 1',
    'imagechat_http_responses_total{status="200"} 1',
    'imagechat_commit_size_bucket{le="1"} 3',
    'imagechat_commit_size_sum 3',
    'imagechat_commit_seconds_count 3',
    'imagechat_fan_out_seconds_count 1',
    'imagechat_batch_events_bucket{le="1"} 1',
    'imagechat_head_check_behind_total 0',
    'imagechat_messages_sent_total 1',
    'imagechat_frames_saved_total 0',
    `imagechat_info{version="0.0.0-test",bun="${Bun.version}"} 1`,
  ]) {
    expect(text.split('\n')).toContain(line);
  }
  for (const line of text.trimEnd().split('\n')) {
    expect(line).toMatch(
      /^(# (HELP|TYPE) [a-z_]+ .+|[a-z_]+(\{[a-z]+="[^"]*"(,[a-z]+="[^"]*")*\})? [\d.e+-]+)$/,
    );
  }
  expect(text).toEndWith('\n');
});
