/** GET / */
export async function home() {
  const greeting = process.env.GREETING ?? 'Hello';
  return new Response(`<!doctype html>\n<title>my-app</title>\n<h1>${greeting} from my-app</h1>\n`, {
    headers: { 'content-type': 'text/html; charset=utf-8' },
  });
}

/** Every path that has no route of its own. */
export async function missing(request: Request) {
  const { pathname } = new URL(request.url);
  return Response.json({ message: `Nothing at ${pathname}` }, { status: 404 });
}
