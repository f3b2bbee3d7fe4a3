import type { Terminal } from '../ui/terminal.ts';

/** What a command has of the world around it. Only the composition root makes one. */
export interface Session {
  readonly terminal: Terminal;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** The app's root: where the command was started. */
  readonly root: string;
  /** Milliseconds of a clock that only moves forward, for durations. */
  readonly now: () => number;
}
