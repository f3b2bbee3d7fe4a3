import type { Problem } from '../problem.ts';
import type { AppFunction } from './app.ts';
import { allControllersKey } from './names.ts';

/** Names that AWS would refuse: too long, with wrong characters, or the same for two functions. */
export function findFunctionProblems(
  functions: readonly AppFunction[],
  { namespace, stageName }: { readonly namespace: string; readonly stageName: string },
): readonly Problem[] {
  const byName = new Map<string, AppFunction>();
  return [
    ...checkStackName(namespace),
    ...checkStageName(stageName),
    ...functions.flatMap((appFunction) => {
      const other = byName.get(appFunction.name);
      byName.set(appFunction.name, other ?? appFunction);
      if (other !== undefined) return explainSameName(appFunction, other);
      return [...checkFunctionName(appFunction), ...checkMembers(appFunction)];
    }),
  ];
}

/** https://docs.aws.amazon.com/AWSCloudFormation/latest/APIReference/API_CreateStack.html */
function checkStackName(namespace: string): readonly Problem[] {
  if (namespace.length > 128) {
    return [
      {
        message: `The stack's name has ${namespace.length} characters: ${namespace}`,
        path: 'name',
        why: 'CloudFormation takes 128.',
        fix: 'Shorten name in the config, JETS_ENV or JETS_EXTRA.',
      },
    ];
  }
  if (/^[A-Za-z][A-Za-z0-9-]*$/.test(namespace)) return [];
  return [
    {
      message: `${namespace} cannot be a stack's name`,
      path: 'name',
      why: 'CloudFormation takes letters, digits and -, the first being a letter.',
      fix: 'Change name in the config.',
    },
  ];
}

/** https://docs.aws.amazon.com/apigateway/latest/api/API_CreateStage.html */
function checkStageName(stageName: string): readonly Problem[] {
  if (/^[A-Za-z0-9_-]{1,128}$/.test(stageName)) return [];
  return [
    {
      message: `${stageName} cannot be a stage's name`,
      path: 'JETS_ENV',
      why: 'API Gateway takes letters, digits, - and _, 128 at most.',
      fix: 'Shorten JETS_ENV or JETS_EXTRA.',
    },
  ];
}

/** https://docs.aws.amazon.com/lambda/latest/api/API_CreateFunction.html */
function checkFunctionName(appFunction: AppFunction): readonly Problem[] {
  const { key, kind, name } = appFunction;
  const problems: Problem[] = [];
  const parts = kind === 'job' ? 'the app, the job or its export' : 'the app, the controller or the action';
  if (name.length > 64) {
    problems.push({
      message: `The function's name has ${name.length} characters: ${name}`,
      ...locate(appFunction),
      path: key,
      why: 'Lambda takes 64.',
      fix: `Shorten the name of ${parts} by ${name.length - 64}.`,
    });
  }
  if (!/^[A-Za-z0-9_-]+$/.test(name)) {
    problems.push({
      message: `The function's name has characters that Lambda refuses: ${name}`,
      ...locate(appFunction),
      path: key,
      why: 'Lambda takes letters, digits, - and _.',
      fix: `Rename ${parts}.`,
    });
  }
  return problems;
}

/** One function for one controller was asked for, but two controllers have one key: `admin/posts` and `admin-posts`. */
function checkMembers({ controllers, key, name }: AppFunction): readonly Problem[] {
  if (key === allControllersKey) return [];
  const [first, ...others] = controllers;
  return others.map(({ file }) => sameName(first?.file ?? '', file, name, { file, path: key }));
}

function explainSameName(appFunction: AppFunction, other: AppFunction): readonly Problem[] {
  // Two files of one job are a problem of their own.
  if (appFunction.job !== undefined && appFunction.job.name === other.job?.name) return [];
  const place = { ...locate(appFunction), path: appFunction.key };
  return [sameName(describe(other), describe(appFunction), appFunction.name, place)];
}

function sameName(one: string, other: string, name: string, place: Pick<Problem, 'file' | 'path'>): Problem {
  return {
    message: `${one} and ${other} give one function name: ${name}`,
    ...place,
    why: 'Folders and - are both - in the name of a function.',
    fix: 'Rename one of them.',
  };
}

function describe({ controllers, job }: AppFunction): string {
  return job ? `${job.exportName} in ${job.file}` : controllers.map(({ file }) => file).join(', ');
}

/** Where the function comes from: its job's file, or the file of its controller. */
function locate({ controllers, job }: AppFunction): Pick<Problem, 'file'> {
  const file = job?.file ?? (controllers.length === 1 ? controllers[0]?.file : undefined);
  return file === undefined ? {} : { file };
}
