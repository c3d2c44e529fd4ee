/** An answer over HTTP, whatever it is. */
export interface HttpAnswer {
  readonly status: number;
  /** By names in lower case; several of one name are joined by commas. */
  readonly headers: Readonly<Record<string, string>>;
  readonly text: string;
}

export interface GraphError {
  readonly message: string;
  readonly extensions?: Readonly<Record<string, unknown>>;
}

/** What a GraphQL answer says; everything is missing where it is none. */
export interface GraphAnswer {
  readonly data?: Readonly<Record<string, unknown>> | null;
  readonly errors?: readonly GraphError[];
  readonly extensions?: unknown;
}

export function graphAnswer({ text }: Pick<HttpAnswer, 'text'>): GraphAnswer {
  try {
    const answer: unknown = JSON.parse(text);
    return typeof answer === 'object' && answer !== null && !Array.isArray(answer) ? answer : {};
  } catch {
    return {};
  }
}

export const codeOf = (error: GraphError | undefined): string => String(error?.extensions?.code ?? 'no code');

/** `400 OPERATION_LIMIT`, for a report. */
export function toldOfAnswer(answer: HttpAnswer): string {
  const { data, errors } = graphAnswer(answer);
  const codes = [...new Set((errors ?? []).map(codeOf))].join(' ');
  const said = errors?.[0] ? ` "${errors[0].message.slice(0, 80)}"` : '';
  return `${answer.status}${data ? ' data' : ''}${codes ? ` ${codes}` : ''}${said}`;
}
