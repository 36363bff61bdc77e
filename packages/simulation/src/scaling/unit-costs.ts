/** What one of each thing costs, measured (docs/SCALING.md says where and how). CPU in ms of one core, memory and bytes in bytes, ways in ms. */
export interface UnitCosts {
  /** A process handing one frame to one viewer, the kernel's part included. */
  readonly deliver: number;
  /** A process encoding a frame, once for everyone. */
  readonly encode: number;
  /** A process hearing a message of the bus: unsealing, reading, applying, forgetting what was cached. */
  readonly hear: number;
  /** A process taking a frame of a client: a sign of life, or a request. */
  readonly frame: number;
  /** A process taking an operation: decoding, deciding, encoding for storage and bus. */
  readonly operation: number;
  /** The bus taking a message, and handing it to one process. */
  readonly busTake: number;
  readonly busHand: number;
  /** The database writing an operation in a group of a hundred, and comparing one image's head. */
  readonly databaseOperation: number;
  readonly databaseHead: number;
  /** From the database being asked for a commit to its answer. */
  readonly commit: number;
  /** Between two machines of one place. */
  readonly hop: number;
  /** An open connection in a process and in its kernel. */
  readonly connection: number;
  /** A watched image in a process, and the bus's memory for one subscription. */
  readonly watchedImage: number;
  readonly subscription: number;
}

/** Measured on two shared virtual cores with other work beside them, so rather too much than too little; where each comes from stands in docs/SCALING.md. */
export const UNIT_COSTS: UnitCosts = {
  deliver: 0.0105,
  encode: 0.02,
  hear: 0.02,
  frame: 0.02,
  operation: 0.1,
  busTake: 0.0066,
  busHand: 0.00063,
  databaseOperation: 0.061,
  databaseHead: 0.0041,
  commit: 5,
  hop: 0.5,
  connection: 12_000,
  watchedImage: 6000,
  subscription: 250,
};
