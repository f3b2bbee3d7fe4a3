/** A declared path as API Gateway takes it, or what is wrong with it. */
export type ParsedPath =
  | { readonly ok: true; readonly path: string; readonly parts: readonly string[] }
  | { readonly ok: false; readonly faults: readonly PathFault[] };

interface PathFault {
  readonly message: string;
  readonly why?: string;
  readonly fix: string;
}

/**
 * `posts/:id` → `/posts/{id}`, `*path` → `/{path+}`, '' → `/`.
 *
 * @param declaredPath without slashes at its ends.
 */
export function parsePath(declaredPath: string): ParsedPath {
  const segments = declaredPath === '' ? [] : declaredPath.split('/');
  const faults: PathFault[] = [];
  const parts = segments.map((segment, index) => {
    const part = translateSegment(segment);
    if (typeof part !== 'string') {
      faults.push(part);
      return '';
    }
    if (part.endsWith('+}') && index < segments.length - 1) faults.push(explainGreedy(segment));
    return part;
  });
  const variables = parts.filter((part) => part.startsWith('{')).map((part) => part.replace(/[{}+]/g, ''));
  const repeated = new Set(variables.filter((name, index) => variables.indexOf(name) !== index));
  for (const name of repeated) {
    faults.push({
      message: `The variable ${name} stands twice in the path`,
      why: 'Its second value would hide the first.',
      fix: 'Give each variable a name of its own.',
    });
  }
  return faults.length > 0 ? { ok: false, faults } : { ok: true, path: `/${parts.join('/')}`, parts };
}

function translateSegment(segment: string): string | PathFault {
  const variable = /^([:*])([A-Za-z0-9_]+)$/.exec(segment);
  if (variable) return variable[1] === ':' ? `{${variable[2]}}` : `{${variable[2]}+}`;
  // "Resource's path part only allow a-zA-Z0-9._-: or a valid greedy path variable and curly braces at the beginning
  // and the end." (BadRequestException of CreateResource)
  if (/^[A-Za-z0-9._-][A-Za-z0-9._:-]*$/.test(segment)) return segment;
  return explainSegment(segment);
}

function explainSegment(segment: string): PathFault {
  if (segment === '') {
    return {
      message: 'The path has an empty segment',
      why: 'API Gateway has no empty path parts.',
      fix: 'Remove the second slash.',
    };
  }
  if (segment.includes('?')) {
    return {
      message: `The path has a query string: ${segment}`,
      why: 'Routes are told apart by path and verb only.',
      fix: 'Remove it; an action finds the query in request.url.',
    };
  }
  if (/^\{.*\}$/.test(segment)) {
    const name = segment.slice(1, -1);
    const meant = name.endsWith('+') ? `*${name.slice(0, -1)}` : `:${name}`;
    return { message: `The path writes a variable as ${segment}`, fix: `Write ${meant}.` };
  }
  if (segment === '*' || segment === ':') {
    return {
      message: `The ${segment} in the path has no name`,
      fix: `Name it: ${segment}${segment === '*' ? 'path' : 'id'}.`,
    };
  }
  if (/[:*]/.test(segment)) {
    return {
      message: `The variable in ${segment} is not a whole segment of letters, digits and _`,
      why: 'API Gateway matches whole path segments: no patterns, no optional parts, no text beside a variable.',
      fix: 'Take the whole segment as a variable, such as :id, and check or split it in the action.',
    };
  }
  return {
    message: `The path part ${segment} has characters that API Gateway refuses`,
    why: 'Path parts are letters, digits and . _ - :',
    fix: 'Rename it.',
  };
}

function explainGreedy(segment: string): PathFault {
  return {
    message: `${segment} is not the last part of the path`,
    why: 'It takes the whole rest of a path: API Gateway cannot create a child of a greedy path variable.',
    fix: `End the path with ${segment}, or use :${segment.slice(1)} for one segment.`,
  };
}
