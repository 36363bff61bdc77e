import type { UnitCosts } from './unit-costs.ts';

/** What all viewers of an installation do together. */
export interface Crowd {
  readonly viewers: number;
  /** Who look at the same image, on average. */
  readonly viewersPerImage: number;
  readonly imagesPerViewer: number;
  /** Operations of one viewer an hour. */
  readonly operationsPerHour: number;
  /** Bytes of a frame on the wire, its way's own headers included. */
  readonly frameBytes: number;
}

/** What one machine of each kind carries. */
export interface Machines {
  readonly nodeCores: number;
  readonly nodeMemory: number;
  /** Of a core, where more would make latencies grow. */
  readonly fill: number;
  readonly busMemory: number;
  readonly databaseCores: number;
  /** Processes that one database server keeps connections for. */
  readonly databaseProcesses: number;
}

/** Machines one can rent anywhere. */
export const USUAL_MACHINES: Machines = {
  ...{ nodeCores: 8, nodeMemory: 32e9, fill: 0.5 },
  ...{ busMemory: 16e9, databaseCores: 16, databaseProcesses: 400 },
};

/** What it takes, in machines, and which need decides it. */
export interface Sizing {
  readonly deliveriesPerSecond: number;
  readonly operationsPerSecond: number;
  readonly nodes: number;
  readonly nodesFor: { readonly cpu: number; readonly memory: number };
  readonly busShards: number;
  readonly busShardsFor: { readonly cpu: number; readonly memory: number };
  readonly databaseShards: number;
  readonly databaseShardsFor: { readonly writes: number; readonly heads: number; readonly processes: number };
  readonly egressGbit: number;
}

/** Seconds between two signs of life of a client, and between two comparisons of heads. */
const [ALIVE_S, HEADS_S] = [25, 27];

/** What a crowd needs. Whatever is shared is filled to half, so that a machine may fail. */
export function sizeOf(crowd: Crowd, costs: UnitCosts, machines: Machines = USUAL_MACHINES): Sizing {
  const { fill, nodeCores, nodeMemory, busMemory, databaseCores, databaseProcesses } = machines;
  const { frameBytes, imagesPerViewer, operationsPerHour, viewers, viewersPerImage } = crowd;
  const operations = (viewers * operationsPerHour) / 3600;
  const deliveries = operations * viewersPerImage;
  const watched = viewers * imagesPerViewer;
  const images = Math.max(1, watched / viewersPerImage);
  const coresFor = (nodes: number): number => {
    const heard = operations * Math.min(nodes * nodeCores, viewersPerImage);
    const own = deliveries * costs.deliver + operations * costs.operation + (viewers / ALIVE_S) * costs.frame;
    return (own + heard * (costs.hear + costs.encode)) / 1000;
  };
  const memory = Math.ceil((viewers * costs.connection + watched * costs.watchedImage) / (nodeMemory * 0.7));
  // What is heard grows with the number of nodes until each viewer of an image is on another: a few rounds find it.
  let cpu = 1;
  for (let round = 0; round < 40; round++)
    cpu = Math.ceil(coresFor(Math.max(cpu, memory)) / (nodeCores * fill));
  const nodes = Math.max(cpu, memory, 2);
  const processes = nodes * nodeCores;
  const watching = Math.min(processes, viewersPerImage);
  const busMs = operations * (costs.busTake + watching * costs.busHand);
  const busShardsFor = {
    cpu: Math.ceil(busMs / 1000 / fill),
    memory: Math.ceil((images * watching * costs.subscription) / (busMemory * 0.7)),
  };
  const heads = (images * watching) / HEADS_S;
  const database = databaseCores * fill * 1000;
  const databaseShardsFor = {
    writes: (operations * costs.databaseOperation) / database,
    heads: (heads * costs.databaseHead) / database,
    processes: processes / databaseProcesses,
  };
  const { writes, heads: headPart } = databaseShardsFor;
  return {
    deliveriesPerSecond: deliveries,
    operationsPerSecond: operations,
    nodes,
    nodesFor: { cpu, memory },
    busShards: Math.max(1, busShardsFor.cpu, busShardsFor.memory),
    busShardsFor,
    databaseShards: Math.max(1, Math.ceil(Math.max(writes + headPart, databaseShardsFor.processes))),
    databaseShardsFor,
    egressGbit: (deliveries * frameBytes * 8) / 1e9,
  };
}
