import { findNameProblem } from '../config/environment-variables.ts';
import type { Problem } from '../problem.ts';

/** What Lambda would refuse in the environment of the functions. */
export function findEnvironmentProblems(variables: Readonly<Record<string, string>>): readonly Problem[] {
  const problems = Object.keys(variables).flatMap((name) => {
    const problem = findNameProblem(name);
    return problem ? [{ path: name, ...problem }] : [];
  });
  // Lambda measures the variables as the JSON text that its error quotes: "… exceeded the 4KB limit. String measured: {…}".
  const bytes = new TextEncoder().encode(JSON.stringify(variables)).length;
  if (bytes <= maximumBytes) return problems;
  const largest = Object.entries(variables)
    .toSorted(([, one], [, other]) => other.length - one.length)
    .slice(0, 3)
    .map(([name]) => name);
  return [
    ...problems,
    {
      message: `The environment of the functions has ${bytes} bytes`,
      path: 'function.environment',
      why: `Lambda takes ${maximumBytes}, for .env files and function.environment together. The largest: ${largest.join(', ')}.`,
      fix: 'Keep large values in SSM Parameter Store or Secrets Manager, and only their names here.',
    },
  ];
}

/** https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html */
const maximumBytes = 4_096;
