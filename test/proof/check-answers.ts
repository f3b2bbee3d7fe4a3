import { BrokenPromise } from './broken-promise.ts';
import { type BuiltApp, describeCode } from './app-sketch.ts';
import { readStack, readTarget, type Site } from './site.ts';

/**
 * Asks for every route over HTTP: each must answer from its own resource, with the code its function has now. Nothing is
 * asked of an app that wants signatures or API keys.
 */
export async function checkAnswers(site: Site, { app, sketch }: BuiltApp): Promise<void> {
  const target = readTarget(await readStack(site, app.namespace));
  const { authorizationType, apiKeyRequired } = app.config.api;
  if (!target || authorizationType !== 'NONE' || apiKeyRequired) return;
  const base = `${site.engine.endpoint}/_aws/execute-api/${target.restApiId}/${target.stage}`;
  for (const { verb, path, functionKey } of app.routes) {
    // What no other route names, so that no static part or verb is meant.
    const method = verb === 'ANY' ? 'PUT' : verb;
    const url = base + path.replaceAll(/\{\w+\+\}/g, 'x/y').replaceAll(/\{\w+\}/g, 'x');
    const response = await fetch(url, { method });
    const text = await response.text();
    const served = app.functions.find(({ key }) => key === functionKey);
    const expected = JSON.stringify({
      httpMethod: method,
      resource: path,
      code: served && describeCode(served, sketch.code),
    });
    if (text !== expected) {
      throw new BrokenPromise(`${verb} ${path} answers ${response.status} ${text}, not ${expected}`);
    }
  }
}
