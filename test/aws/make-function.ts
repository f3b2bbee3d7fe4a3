import type { OpenAws } from '../local/facts/open-aws.ts';

/** Makes a function as somebody does in the console: no stack knows it. */
export async function makeFunction(aws: OpenAws, name: string, role: string): Promise<void> {
  await aws.lambda.createFunction({
    FunctionName: name,
    Role: role,
    Runtime: 'nodejs22.x',
    Handler: 'index.handler',
    Code: { ZipFile: emptyZip },
    Tags: { team: 'blog' },
  });
}

/** A zip archive without files: its end record alone. */
const emptyZip = Buffer.from([0x50, 0x4b, 5, 6, ...Array<number>(18).fill(0)]);
