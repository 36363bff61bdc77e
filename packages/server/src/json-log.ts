import type { Log, LogLevel } from '@imagechat/core/ports/log';

const WEIGHT: Readonly<Record<LogLevel, number>> = { debug: 0, info: 1, warn: 2, error: 3 };

/** A log of one JSON object per line, `{time, level, event, …fields}`, from `least` upwards. */
export function jsonLog(least: LogLevel, write: (line: string) => void): Log {
  return (level, event, fields) => {
    if (WEIGHT[level] < WEIGHT[least]) return;
    write(JSON.stringify({ time: new Date().toISOString(), level, event, ...fields }));
  };
}
