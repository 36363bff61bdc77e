/** A column: its name, its type in Postgres, and what it may be. */
export interface Column {
  readonly name: string;
  readonly type: string;
  readonly notNull: boolean;
  /** SQL, null for none. */
  readonly fallback: string | null;
  /** Numbered by the database. */
  readonly numbered: boolean;
}

/** A table as Postgres is to have it. */
export interface Table {
  readonly name: string;
  readonly columns: readonly Column[];
  readonly primaryKey: readonly string[];
  readonly unique: readonly (readonly string[])[];
  readonly references: readonly Reference[];
  /** Statements that make its indexes, by their names. */
  readonly indexes: ReadonlyMap<string, string>;
}

/** A foreign key. */
export interface Reference {
  readonly columns: readonly string[];
  readonly table: string;
  readonly to: readonly string[];
}
