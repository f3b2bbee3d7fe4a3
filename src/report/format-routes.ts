import type { App, Route } from '../app/app.ts';
import type { Paint } from './paint.ts';

/** The app's routes as an aligned table: verb, path, action, function. */
export function formatRoutes(app: App, paint: Paint): string {
  if (app.routes.length === 0) return 'No routes. Add some in config/routes.ts.';
  const names = new Map(app.functions.map(({ key, name }) => [key, name]));
  const rows = app.routes.map((route) => [
    route.verb,
    route.path,
    `${route.controller}#${route.action}`,
    names.get(route.functionKey) ?? '',
  ]);
  return formatTable(['VERB', 'PATH', 'ACTION', 'FUNCTION'], rows, paint);
}

/** The same as JSON-ready rows. */
export function listRoutes(
  app: App,
): readonly (Pick<Route, 'verb' | 'path'> & { readonly action: string })[] {
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
