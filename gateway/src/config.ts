import { logLevelVariable, portVariable, switchVariable, wholeNumber } from '@lzstock/kit/config';
import { subgraphSecretsVariable } from '@lzstock/kit/signature/secret';
import { z } from 'zod';
import type { Allowance } from './quota/allowance.ts';
import type { Issuer } from './sign-in/sign-in.ts';

const nameList = z.string().transform((text) =>
  text
    .split(',')
    .map((name) => name.trim())
    .filter(Boolean),
);

const allowanceVariable = z.string().transform((text, context): Allowance => {
  const [capacity = 0, perSecond = 0] = (/^([1-9]\d*):([1-9]\d*)$/.exec(text)?.slice(1) ?? []).map(Number);
  if (capacity === 0) context.addIssue('expected two numbers, `capacity:perSecond`');
  return { capacity, perSecond };
});

/** Who signs investors in. */
export const issuerEnv = z.object({
  /** Address of the issuer's JSON Web Key Set; nobody can be signed in without. */
  JWKS_URL: z.url({ protocol: /^https?$/, error: 'expected an http(s) address' }).optional(),
  /** `iss` that tokens carry. */
  JWT_ISSUER: z.string().default('lzstock'),
  /** `aud` that tokens carry. */
  JWT_AUDIENCE: z.string().default('lzstock'),
});

/** The issuer that an environment names, undefined where it names none. */
export const issuerOf = (env: z.output<typeof issuerEnv>): Issuer | undefined =>
  env.JWKS_URL === undefined
    ? undefined
    : { jwksUrl: env.JWKS_URL, issuer: env.JWT_ISSUER, audience: env.JWT_AUDIENCE };

/** What the gateway reads from its environment. */
export const gatewayEnv = z.object({
  ...issuerEnv.shape,
  /** Port of the one public door. */
  PORT: portVariable.default(4000),
  /** Address it binds; all of them where a container needs it. */
  HOST: z.string().default('127.0.0.1'),
  /** Path of a supergraph SDL file, or an http(s) address that answers one. */
  SUPERGRAPH: z.string().optional(),
  /** File that keeps the supergraph served last; a gateway starts from it while `SUPERGRAPH` cannot be read. */
  SUPERGRAPH_KEPT: z.string().optional(),
  /** Addresses of subgraphs that are not where the supergraph says: `companies=http://…/graphql,market=http://…/graphql`. */
  SUBGRAPH_URLS: z
    .string()
    .default('')
    .transform((text, context) => {
      const pairs = text
        .split(',')
        .filter(Boolean)
        .map((pair) => pair.trim().split(/=(.*)/s, 2));
      for (const [, url] of pairs) {
        if (!url || !URL.canParse(url)) context.addIssue('expected `name=address` pairs separated by commas');
      }
      return Object.fromEntries(pairs) as Record<string, string>;
    }),
  /** Keys that requests to subgraphs are signed with: `companies=…,market=…`. Subgraphs without one are asked unsigned. */
  SUBGRAPH_SECRETS: subgraphSecretsVariable,
  /** Sends identical queries of one viewer to a subgraph once while they are under way. */
  DEDUPLICATE: switchVariable.default(true),
  /** Makes one request of the entity fetches that a query starts together at one subgraph. */
  MERGE_FETCHES: switchVariable.default(true),
  /** Sends all requests to a subgraph over one connection, where the subgraph speaks that protocol. */
  MULTIPLEX: switchVariable.default(true),
  /**
   * Subgraphs, separated by commas, that answer every viewer alike but for fields marked private; streams share what they join from them.
   * Those of LZStock where neither this nor `SUPERGRAPH` is set.
   */
  PUBLIC_SUBGRAPHS: nameList.optional(),
  /** How much a visitor's address, and an investor without a plan, may ask: `capacity:perSecond` in cost. */
  QUOTA_VISITOR: allowanceVariable.optional(),
  QUOTA_INVESTOR: allowanceVariable.optional(),
  /** Remembers entities of public subgraphs for as long as `@cacheControl` allows. */
  ENTITY_CACHE: switchVariable.default(true),
  /** Shares revoked sign-ins, quotas and remembered entities with other gateways; it need not be up. */
  REDIS_URL: z.url({ protocol: /^rediss?$/, error: 'expected a redis address' }).optional(),
  /** Milliseconds a reader's live frames are gathered before they are written. */
  FLUSH_MS: wholeNumber(1, 5_000).default(100),
  /** Bounds on what a stranger may send. */
  LIMITS: switchVariable.default(true),
  /**
   * Whether only operations run that clients brought along (`OPERATIONS`). On where they are known: for LZStock's own supergraph, and where `OPERATIONS`
   * is set.
   */
  SAFELIST: switchVariable.optional(),
  /** Manifests of stored operations, paths separated by commas. LZStock's where neither this nor `SUPERGRAPH` is set. */
  OPERATIONS: nameList.optional(),
  /** Runs identical queries of one viewer that come while one is under way once. */
  INBOUND_DEDUPLICATE: switchVariable.default(true),
  /** Names that the gateway goes by, separated by commas; on a loopback address those of this machine always count. */
  ALLOWED_HOSTS: nameList.default([]),
  /** Port of its own for `/metrics`; without it programs of this machine alone read them, at the public port. */
  METRICS_PORT: portVariable.optional(),
  /** Refuses requests that a browser sends across origins without asking first. */
  CSRF: switchVariable.default(true),
  /** Lets clients read the schema; the explorer needs it. */
  INTROSPECTION: switchVariable.default(false),
  /** Origins beside the gateway's own that a browser may call from, separated by commas. */
  ALLOWED_ORIGINS: nameList.default([]),
  /** Folder of a built web app, served at `/`. */
  WEB_ROOT: z.string().optional(),
  LOG_LEVEL: logLevelVariable.default('info'),
});

export type GatewayEnv = z.output<typeof gatewayEnv>;
