import type { HubStats } from '@imagechat/core/hub';
import type { BusCounts } from './bus-counts.ts';
import { type Metric, counter, gauge, metricsText } from './exposition.ts';
import type { OperationCounts } from './operation-counts.ts';
import type { TrafficCounts } from './traffic-counts.ts';

/** What `/metrics` tells of. */
export interface MetricsSources {
  readonly stats: () => HubStats;
  readonly counts: OperationCounts;
  readonly traffic: TrafficCounts;
  readonly version: string;
  readonly bus?: (() => BusCounts) | undefined;
}

/** The content type of {@link prometheusText}. */
export const PROMETHEUS_TYPE = 'text/plain; version=0.0.4; charset=utf-8';

/** The state of this process in Prometheus' text exposition format 0.0.4. */
export function prometheusText(sources: MetricsSources): string {
  const { bus, traffic, version } = sources;
  const metrics = [
    ...hubMetrics(sources),
    ...commitMetrics(sources),
    ...trafficMetrics(traffic),
    ...(bus ? busMetrics(bus()) : []),
    ...processMetrics(version),
  ];
  return metricsText(metrics);
}

function hubMetrics({ stats, counts }: MetricsSources): Metric[] {
  const { headCheck, sessions, watchedImages } = stats();
  return [
    gauge('imagechat_connections', 'Live connections open now.', sessions),
    gauge('imagechat_watched_images', 'Images somebody watches now.', watchedImages),
    gauge(
      'imagechat_head_check_age_seconds',
      'Seconds since watched images were last compared with the log.',
      headCheck.ageMs / 1000,
    ),
    counter(
      'imagechat_head_check_behind_total',
      'Events that such a comparison found missing here, and fetched.',
      headCheck.behind,
    ),
    counted('imagechat_operations_total', 'result', counts.results, OPERATIONS),
    counted('imagechat_refusals_total', 'code', counts.refusals, 'Refusals on live connections, by code.'),
    counted('imagechat_limited_total', 'limit', counts.limited, LIMITED),
    counted('imagechat_http_responses_total', 'status', counts.answers, 'Answers over HTTP, by status.'),
  ];
}

const OPERATIONS = 'Operations by how they ended: accepted, repeated, or the code of the refusal.';
const LIMITED = 'Requests held back because they came too fast, by limit.';

function counted(
  name: string,
  label: string,
  counts: ReadonlyMap<string | number, number>,
  help: string,
): Metric {
  const samples = Array.from(counts, ([key, value]) => ({ labels: { [label]: String(key) }, value }));
  return { name, type: 'counter', help, samples };
}

function commitMetrics({ counts: { commits, fanOut } }: MetricsSources): Metric[] {
  return [
    commits.size.metric('imagechat_commit_size', 'Operations in a group that storage answered.'),
    commits.seconds.metric(
      'imagechat_commit_seconds',
      'Seconds from asking storage to its answer, by group.',
    ),
    fanOut.metric('imagechat_fan_out_seconds', 'Seconds to hand a frame to everyone here who is to get it.'),
  ];
}

function trafficMetrics({
  batches,
  messages,
  bytes,
  framesSaved,
  commentsRead,
  apiRequests,
  apiErrors,
}: TrafficCounts): Metric[] {
  return [
    batches.metric('imagechat_batch_events', 'Events in a frame, of frames that carry some.'),
    counter('imagechat_messages_sent_total', 'Events times the subscribers they were sent to.', messages),
    counter('imagechat_bytes_sent_total', 'WebSocket bytes sent to subscribers, headers included.', bytes),
    counter('imagechat_frames_saved_total', 'Frames that batching made unnecessary.', framesSaved),
    counter('imagechat_comments_read_total', 'Comments read in threads.', commentsRead),
    counter('imagechat_api_requests_total', 'Requests with an API key.', apiRequests),
    counter('imagechat_api_errors_total', 'Requests with an API key that did not succeed.', apiErrors),
  ];
}

function busMetrics({ away, dropped, heard, published, strange, waiting }: BusCounts): Metric[] {
  return [
    gauge('imagechat_bus_up', 'Whether the bus to the other processes is there.', away ? 0 : 1),
    gauge('imagechat_bus_waiting_bytes', 'Bytes the bus has not taken yet.', waiting),
    counter('imagechat_bus_published_total', 'Messages handed to the bus.', published),
    counter(
      'imagechat_bus_dropped_total',
      'Messages the bus could not take; heads are compared instead.',
      dropped,
    ),
    counter('imagechat_bus_heard_total', 'Messages heard from other processes.', heard),
    counter('imagechat_bus_strange_total', 'Messages that no process of this installation sent.', strange),
  ];
}

function processMetrics(version: string): Metric[] {
  const { user, system } = process.cpuUsage();
  const started = Math.round(performance.timeOrigin) / 1000;
  return [
    {
      name: 'imagechat_info',
      type: 'gauge',
      help: 'What runs here.',
      samples: [{ labels: { version, bun: Bun.version }, value: 1 }],
    },
    counter('process_cpu_seconds_total', 'CPU time used, user and system.', (user + system) / 1e6),
    gauge('process_resident_memory_bytes', 'Memory in use.', process.memoryUsage.rss()),
    gauge('process_start_time_seconds', 'Start of the process, seconds since 1970.', started),
  ];
}
