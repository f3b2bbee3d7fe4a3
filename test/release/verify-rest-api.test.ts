import { describe, expect, it } from 'vitest';

import { verifyRestApi } from '../../src/release/verify-rest-api.ts';
import { answerInTurn, findClosedAddress } from './answering-server.ts';

/** On a clock that only pauses move. */
const verify = async (url: string, limit = 30_000) => {
  let clock = 0;
  const retries: string[] = [];
  const result = await verifyRestApi(url, {
    now: () => clock,
    limit,
    pause: async (milliseconds) => void (clock += milliseconds),
    onRetry: (fault) => retries.push(fault),
  });
  return { result, retries, clock };
};

const missingToken = '{"message":"Missing Authentication Token"}';
const forbidden = '{"message":"Forbidden"}';

describe('verifying a Rest API', () => {
  it.each([
    [200, 'hello'],
    [302, undefined],
    [401, undefined],
    [403, missingToken],
    [404, 'the app knows no such page'],
    [429, undefined],
  ])('takes %s for an answer', async (status, body) => {
    const { result, retries } = await verify(await answerInTurn([status, body]));
    expect(result).toEqual({ kind: 'answers', status });
    expect(retries).toEqual([]);
  });

  it('asks again after server errors and broken connections', async () => {
    const url = await answerInTurn([502, '{"message": "Internal server error"}'], 'reset', [503], [204]);
    const { result, retries } = await verify(url);
    expect(result).toEqual({ kind: 'answers', status: 204 });
    expect(retries).toEqual([
      'answered 502: {"message": "Internal server error"}',
      expect.stringMatching(/ECONNRESET|other side closed|UND_ERR_SOCKET/),
      'answered 503: nothing more',
    ]);
  });

  it('gives up at the limit, with what it saw last', async () => {
    const { result, clock } = await verify(await answerInTurn([500, 'first'], [500, 'x'.repeat(300)]));
    expect(result).toMatchObject({
      kind: 'silent',
      fault: `answered 500: ${'x'.repeat(199)}…`,
      attempts: expect.any(Number),
    });
    expect(clock).toBeGreaterThan(25_000);
    expect(clock).toBeLessThan(30_000);
  });

  it('gives up on an address where nobody listens', async () => {
    const { result } = await verify(await findClosedAddress(), 1_000);
    expect(result).toMatchObject({ kind: 'silent', fault: 'ECONNREFUSED' });
  });

  it('gives up on a server that never answers', async () => {
    const result = await verifyRestApi(await answerInTurn('silence'), {
      now: () => performance.now(),
      limit: 100,
    });
    expect(result).toMatchObject({ kind: 'silent', fault: 'no answer in time', attempts: 1 });
  });

  it('does not take Forbidden at once: API Gateway says so as long as a new stage is not known everywhere', async () => {
    const { result, retries } = await verify(await answerInTurn([403, forbidden], [200]));
    expect(result).toEqual({ kind: 'answers', status: 200 });
    expect(retries).toEqual(['answered 403: Forbidden']);
  });

  it('takes a lasting Forbidden for an answer: API Gateway says so without an API key', async () => {
    const { result, clock } = await verify(await answerInTurn([403, forbidden]));
    expect(result).toEqual({ kind: 'answers', status: 403 });
    expect(clock).toBeGreaterThanOrEqual(10_000);
    expect(clock).toBeLessThan(15_000);
  });

  it.each(['silence', [500]] as const)('ends when it is interrupted (%j)', async (answer) => {
    const controller = new AbortController();
    const url = await answerInTurn(answer);
    const verifying = verifyRestApi(url, {
      now: () => performance.now(),
      limit: 60_000,
      signal: controller.signal,
      onRetry: () => controller.abort(),
    });
    if (answer === 'silence') controller.abort();
    await expect(verifying).rejects.toMatchObject({ name: 'AbortError' });
  });
});
