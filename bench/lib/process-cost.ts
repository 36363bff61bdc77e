import { readFileSync, readdirSync } from 'node:fs';

/** What a process used so far: CPU in seconds, resident memory in bytes, and how often its threads were given the processor. */
export interface Cost {
  readonly cpu: number;
  readonly rss: number;
  readonly switches: number;
}

/** Reads what the threads of a process used so far (Linux). To the ns, where `/proc/<pid>/stat` tells hundredths of a second. */
export function costOf(pid: number): Cost {
  let [cpu, switches] = [0, 0];
  for (const thread of readdirSync(`/proc/${pid}/task`)) {
    const [running, , slices] = scheduled(`/proc/${pid}/task/${thread}/schedstat`);
    cpu += (running ?? 0) / 1e9;
    switches += slices ?? 0;
  }
  return { cpu, rss: statusOf(pid, 'VmRSS') * 1024, switches };
}

/** Processes whose parent this one is (Linux). */
export function childrenOf(pid: number): number[] {
  const all = readdirSync('/proc').map(Number).filter(Number.isInteger);
  return all.filter((each) => {
    try {
      return statusOf(each, 'PPid') === pid;
    } catch {
      return false;
    }
  });
}

/** CPU in s that these processes used so far; one that ended since it was listed counts nothing. */
export function cpuOf(pids: readonly number[]): number {
  return pids.reduce((sum, pid) => sum + cpuUnlessEnded(pid), 0);
}

function cpuUnlessEnded(pid: number): number {
  try {
    return costOf(pid).cpu;
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return 0;
    throw error;
  }
}

/** Resident memory at its highest so far, in bytes. */
export function peakOf(pid: number): number {
  return statusOf(pid, 'VmHWM') * 1024;
}

function statusOf(pid: number, name: string): number {
  const status = readFileSync(`/proc/${pid}/status`, 'utf8');
  return Number(new RegExp(`^${name}:\\s+(\\d+)`, 'm').exec(status)?.[1] ?? 0);
}

/** Time on the processor in ns, time waiting for it, and slices (sched-stats of the kernel's documentation); nothing for a thread that just ended. */
function scheduled(file: string): number[] {
  try {
    return readFileSync(file, 'utf8').split(' ').map(Number);
  } catch {
    return [];
  }
}
