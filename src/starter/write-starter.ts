import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { basename, dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { InputError, type Problem } from '../problem.ts';

/** The files of the starter app, which the package ships as they are: the same folder from src/ and from dist/. */
const filesDir = fileURLToPath(new URL('../../src/starter/files/', import.meta.url));

/** The name the starter has in its own files. */
const placeholder = 'my-app';

/**
 * Writes the starter app into a folder, which is made if needed. Returns the files written, sorted, relative to it.
 *
 * @throws InputError when the name is no app name, or the folder holds anything already.
 */
export async function writeStarter(options: {
  readonly dir: string;
  readonly name: string;
}): Promise<readonly string[]> {
  const { dir, name } = options;
  const problems = [...findNameProblems(name), ...(await findFolderProblems(dir))];
  if (problems.length > 0) throw new InputError(problems);

  const written: string[] = [];
  for (const source of await listFiles()) {
    const target = toTarget(source);
    await mkdir(dirname(join(dir, target)), { recursive: true });
    await writeWithName(join(filesDir, source), join(dir, target), name);
    written.push(target);
  }
  return written.sort();
}

/** Longer names leave no room: a function's name is `<app>-prod-posts_controller`, and Lambda takes 64 characters. */
const maxNameLength = 40;

function findNameProblems(name: string): readonly Problem[] {
  if (/^[A-Za-z][A-Za-z0-9_-]*$/.test(name) && name.length <= maxNameLength) return [];
  return [
    {
      message: `${JSON.stringify(name)} is no name for an app`,
      why: `A name has letters, digits, - and _, starts with a letter, and has ${maxNameLength} characters at most.\nIt becomes part of the names of the stack and of every function.`,
      fix: 'Choose another one, such as blog.',
    },
  ];
}

async function findFolderProblems(dir: string): Promise<readonly Problem[]> {
  const message = await readdir(dir).then(
    (names) => (names.length > 0 ? `The folder ${basename(dir)} is not empty` : undefined),
    (error: unknown) => {
      const { code } = error as NodeJS.ErrnoException;
      if (code === 'ENOENT') return undefined;
      if (code === 'ENOTDIR') return `${basename(dir)} is a file`;
      throw error;
    },
  );
  if (message === undefined) return [];
  return [
    {
      message,
      file: dir,
      why: 'A new app overwrites nothing.',
      fix: 'Choose another name, or move away what is there.',
    },
  ];
}

async function listFiles(): Promise<readonly string[]> {
  const entries = await readdir(filesDir, { recursive: true, withFileTypes: true });
  return entries
    .filter((entry) => entry.isFile())
    .map((entry) => relative(filesDir, join(entry.parentPath, entry.name)));
}

/**
 * Names under which the files are kept: npm leaves out or renames some of the true ones when it packs, and a
 * package.json or tsconfig.json would make a package of the folder.
 */
const trueNames: Readonly<Record<string, string>> = {
  _env: '.env',
  _gitignore: '.gitignore',
  '_package.json': 'package.json',
  '_tsconfig.json': 'tsconfig.json',
};

function toTarget(source: string): string {
  return trueNames[source] ?? source;
}

async function writeWithName(source: string, target: string, name: string): Promise<void> {
  // Names of npm packages have no capitals.
  const ownName = basename(target) === 'package.json' ? name.toLowerCase() : name;
  const content = await readFile(source, 'utf8');
  await writeFile(target, content.replaceAll(placeholder, ownName));
}
