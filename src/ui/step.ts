import type { ChalkInstance } from 'chalk';

/** Colours as functions, so that reports can be written without knowing whether there is a terminal. */
export type Paint = Pick<ChalkInstance, 'bold' | 'dim' | 'red' | 'green' | 'yellow' | 'cyan'>;

/** Something that lasts. */
export interface TerminalStep {
  /** What is going on in it now, a line each. */
  update(details: readonly string[]): void;
  succeed(text: string): void;
  fail(text: string): void;
}
