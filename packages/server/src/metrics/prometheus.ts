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
  const { sessions, watchedImages } = stats();
  return [
    gauge('imagechat_connections', 'Live connections open now.', sessions),
    gauge('imagechat_watched_images', 'Images somebody watches now.', watchedImages),
    {
      name: 'imagechat_operations_total',
      type: 'counter',
      help: 'Operations by how they ended: accepted, repeated, or the code of the refusal.',
      samples: [...counts.results].map(([result, value]) => ({ labels: { result }, value })),
    },
    {
      name: 'imagechat_limited_total',
      type: 'counter',
      help: 'Requests held back because they came too fast, by limit.',
      samples: [...counts.limited].map(([limit, value]) => ({ labels: { limit }, value })),
    },
  ];
}

/** Divided by one another they say how large groups are and how long they take. */
function commitMetrics({ counts }: MetricsSources): Metric[] {
  const { groups, operations, seconds } = counts.commits;
  return [
    counter('imagechat_commit_groups_total', 'Groups of operations that storage answered.', groups),
    counter('imagechat_commit_operations_total', 'Operations in those groups.', operations),
    counter(
      'imagechat_commit_seconds_total',
      'Seconds from asking storage to its answer, all groups.',
      seconds,
    ),
  ];
}

function trafficMetrics({
  messages,
  bytes,
  framesSaved,
  commentsRead,
  apiRequests,
  apiErrors,
}: TrafficCounts): Metric[] {
  return [
    counter('imagechat_messages_sent_total', 'Events times the subscribers they were sent to.', messages),
    counter('imagechat_bytes_sent_total', 'WebSocket bytes sent to subscribers, headers included.', bytes),
    counter('imagechat_frames_saved_total', 'Frames that batching made unnecessary.', framesSaved),
    counter('imagechat_comments_read_total', 'Comments read in threads.', commentsRead),
    counter('imagechat_api_requests_total', 'Requests with an API key.', apiRequests),
    counter('imagechat_api_errors_total', 'Requests with an API key that did not succeed.', apiErrors),
  ];
}

function busMetrics({ away, dropped, heard, published, strange }: BusCounts): Metric[] {
  return [
    gauge('imagechat_bus_up', 'Whether the bus to the other processes is there.', away ? 0 : 1),
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
