import type { BuildFailure, BuildOptions, BuildResult, Message } from 'esbuild';
import type { Problem } from '../problem.ts';

export type Bundled =
  | { readonly ok: true; readonly result: BuildResult<{ metafile: true; write: false }> }
  | { readonly ok: false; readonly problems: readonly Problem[] };

/** Runs esbuild, which is loaded here and not before: most deploys have nothing to build. */
export async function bundle(options: BuildOptions): Promise<Bundled> {
  const { build } = await import('esbuild');
  try {
    const result = await build({
      bundle: true,
      platform: 'node',
      format: 'esm',
      metafile: true,
      write: false,
      outdir: '.',
      outExtension: { '.js': '.mjs' },
      logLevel: 'silent',
      logLimit: 0,
      // Otherwise NODE_PATH of whoever deploys would decide what is found.
      nodePaths: [],
      ...options,
    } as BuildOptions & { metafile: true; write: false });
    return { ok: true, result };
  } catch (error) {
    if (!isBuildFailure(error)) throw error;
    return { ok: false, problems: error.errors.map(toProblem) };
  }
}

function isBuildFailure(error: unknown): error is BuildFailure {
  return error instanceof Error && Array.isArray((error as Partial<BuildFailure>).errors);
}

/** esbuild's message with its file and line, and advice where the cause is a known one. */
function toProblem(message: Message): Problem {
  const { location } = message;
  // Generated entries and this package's own modules are no files of the app.
  const inApp = location !== null && !/^[\w-]{2,}:/.test(location.file);
  const place = inApp ? { file: location.file, line: location.line } : {};
  const native = /No loader is configured for "\.node" files: (.+)/.exec(message.text);
  if (native) {
    return {
      message: `${native[1]} is a native add-on and cannot be bundled`,
      ...place,
      why: 'It is compiled for one machine; Lambda runs another one.',
      fix: 'Use a package without native code, or put it into a Lambda layer and load it from there at run time.',
    };
  }
  const missing = /^Could not resolve "([^"]+)"/.exec(message.text)?.[1];
  if (missing !== undefined) {
    const importer = inApp ? `${location.file} imports` : 'The app imports';
    return {
      message: `${importer} ${JSON.stringify(missing)}, which cannot be found`,
      ...place,
      fix: adviseMissing(missing),
    };
  }
  const note = message.notes.find(({ location }) => location !== null);
  return {
    message: inApp ? `${location.file} does not compile: ${message.text}` : message.text,
    ...place,
    ...(note?.location ? { why: `${note.text} (${note.location.file}:${String(note.location.line)})` } : {}),
  };
}

function adviseMissing(path: string): string {
  if (/^[./]/.test(path)) return 'Correct the path, or create the file.';
  const [scope = '', name = ''] = path.split('/');
  return `Install it (npm install ${scope.startsWith('@') ? `${scope}/${name}` : scope}), or correct its name.`;
}
