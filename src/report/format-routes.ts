import type { App, Route } from '../app/app.ts';
import type { Paint } from './paint.ts';

/** The app's routes as an aligned table: verb, path, action, function. */
export function formatRoutes(app: App, paint: Paint): string {
  const names = new Map(app.functions.map(({ key, name }) => [key, name]));
  const rows = app.routes.map((route) => [
    route.verb,
    route.path,
    `${route.controller}#${route.action}`,
    names.get(route.functionKey) ?? '',
  ]);
  return formatTable(['VERB', 'PATH', 'ACTION', 'FUNCTION'], rows, paint);
}

/** A route as `jets routes --json` prints it. */
interface ListedRoute extends Pick<Route, 'verb' | 'path'> {
  /** `posts#index`. */
  readonly action: string;
  /** Name of the function that serves it. */
  readonly function: string;
  readonly file: string;
  readonly line: number;
}

/** The same as JSON-ready rows. */
export function listRoutes(app: App): readonly ListedRoute[] {
  const names = new Map(app.functions.map(({ key, name }) => [key, name]));
  return app.routes.map((route) => ({
    verb: route.verb,
    path: route.path,
    action: `${route.controller}#${route.action}`,
    function: names.get(route.functionKey) ?? '',
    file: route.source.file,
    line: route.source.line,
  }));
}

/** Left-aligned columns, two spaces apart; the head dimmed. */
export function formatTable(
  head: readonly string[],
  rows: readonly (readonly string[])[],
  paint: Paint,
): string {
  const widths = head.map((title, column) =>
    Math.max(title.length, ...rows.map((row) => row[column]?.length ?? 0)),
  );
  const line = (cells: readonly string[]) =>
    cells
      .map((cell, column) => (column === cells.length - 1 ? cell : cell.padEnd(widths[column] ?? 0)))
      .join('  ');
  return [paint.dim(line(head)), ...rows.map(line)].join('\n');
}
