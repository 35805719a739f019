import { readdirSync } from 'node:fs';
import { constants, monitorEventLoopDelay, PerformanceObserver } from 'node:perf_hooks';
import { Counter, Gauge, Histogram, type Registry } from 'prom-client';

const MICROSECONDS = 1e6;
const NANOSECONDS = 1e9;
const GC_BUCKETS = [0.001, 0.01, 0.1, 1, 2, 5];
const GC_KINDS: Readonly<Record<number, string>> = {
  [constants.NODE_PERFORMANCE_GC_MAJOR]: 'major',
  [constants.NODE_PERFORMANCE_GC_MINOR]: 'minor',
  [constants.NODE_PERFORMANCE_GC_INCREMENTAL]: 'incremental',
  [constants.NODE_PERFORMANCE_GC_WEAKCB]: 'weakcb',
};

/** What measures until it is told to stop, and the names under which it does. */
export interface ProcessMetrics {
  readonly names: readonly string[];
  stop(): void;
}

/**
 * CPU, memory, event loop, garbage collection and open files of this process, under the names that prom-client's
 * `collectDefaultMetrics` gives them. That one cannot be stopped, and has names that `promtool` rejects. Throws when a name is taken.
 */
export function startProcessMetrics(registry: Registry): ProcessMetrics {
  const registers = [registry];
  const names: string[] = [];
  const gauge = (name: string, help: string, read: () => number | undefined): void => {
    const made = new Gauge({
      name,
      help,
      registers,
      collect: () => {
        const value = read();
        if (value !== undefined) made.set(value);
      },
    });
    names.push(name);
  };
  const counter = (name: string, help: string, read: () => number): void => {
    let before = 0;
    const made = new Counter({
      name,
      help,
      registers,
      collect: () => {
        const now = read();
        made.inc(Math.max(0, now - before));
        before = Math.max(before, now);
      },
    });
    names.push(name);
  };
  const cpu = (): NodeJS.CpuUsage => process.cpuUsage();
  counter('process_cpu_user_seconds_total', 'CPU time in user code, in seconds.', () => cpu().user / MICROSECONDS);
  counter('process_cpu_system_seconds_total', 'CPU time in the kernel, in seconds.', () => cpu().system / MICROSECONDS);
  counter('process_cpu_seconds_total', 'CPU time, in seconds.', () => (cpu().user + cpu().system) / MICROSECONDS);
  const startedAt = Math.round(Date.now() / 1000 - process.uptime());
  gauge('process_start_time_seconds', 'When the process started, in seconds since 1970.', () => startedAt);
  gauge('process_resident_memory_bytes', 'Resident memory, in bytes.', () => process.memoryUsage.rss());
  gauge('nodejs_heap_size_total_bytes', 'Size of the heap, in bytes.', () => process.memoryUsage().heapTotal);
  gauge('nodejs_heap_size_used_bytes', 'Used part of the heap, in bytes.', () => process.memoryUsage().heapUsed);
  gauge('nodejs_external_memory_bytes', 'Memory beside the heap, in bytes.', () => process.memoryUsage().external);
  if (process.platform === 'linux') gauge('process_open_fds', 'Open file descriptors.', openFiles);

  const delay = monitorEventLoopDelay();
  delay.enable();
  for (const percentile of [50, 90, 99]) {
    const help = `Percentile ${percentile} of the event loop’s delay, in seconds.`;
    gauge(`nodejs_eventloop_lag_p${percentile}_seconds`, help, () => delay.percentile(percentile) / NANOSECONDS);
  }
  gauge(
    'nodejs_eventloop_lag_max_seconds',
    'Longest delay of the event loop since the last scrape, in seconds.',
    () => {
      const longest = delay.max / NANOSECONDS;
      delay.reset();
      return longest;
    },
  );

  const gcName = 'nodejs_gc_duration_seconds';
  const help = 'Durations of garbage collections by kind, in seconds.';
  const gc = new Histogram({ name: gcName, help, labelNames: ['kind'], buckets: GC_BUCKETS, registers });
  names.push(gcName);
  const observer = new PerformanceObserver((list) => {
    for (const entry of list.getEntries()) gc.observe({ kind: kindOf(entry) }, entry.duration / 1000);
  });
  observer.observe({ entryTypes: ['gc'] });
  return {
    names,
    stop: () => {
      observer.disconnect();
      delay.disable();
    },
  };
}

function openFiles(): number | undefined {
  try {
    // Without the descriptor that reads the folder.
    return readdirSync('/proc/self/fd').length - 1;
  } catch {
    return undefined;
  }
}

function kindOf(entry: object): string {
  const detail: unknown = Reflect.get(entry, 'detail');
  const kind: unknown = typeof detail === 'object' && detail !== null ? Reflect.get(detail, 'kind') : undefined;
  return (typeof kind === 'number' ? GC_KINDS[kind] : undefined) ?? 'unknown';
}
