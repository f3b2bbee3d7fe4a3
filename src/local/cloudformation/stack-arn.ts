import { randomUUID } from 'node:crypto';

/** `arn:aws:cloudformation:us-east-1:123456789012:stack/blog-dev/<uuid>` */
export const buildStackArn = (place: { readonly account: string; readonly region: string }, name: string) =>
  `arn:aws:cloudformation:${place.region}:${place.account}:stack/${name}/${randomUUID()}`;

export const buildChangeSetArn = (
  place: { readonly account: string; readonly region: string },
  name: string,
) => `arn:aws:cloudformation:${place.region}:${place.account}:changeSet/${name}/${randomUUID()}`;
