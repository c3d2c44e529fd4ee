import { describe, expect, it } from '@jest/globals';
import { encodeViewer, readViewer, type Viewer, viewerHeader, visitor } from './viewer.ts';

const sent = (viewer: Viewer): Viewer => readViewer({ [viewerHeader]: encodeViewer(viewer) ?? undefined });

describe('a viewer on the way to a subgraph', () => {
  it('arrives with scopes, session and plan', () => {
    const ada: Viewer = { id: 'ada', scopes: ['read:notes', 'write'], session: 's1', plan: 'free' };
    expect(sent(ada)).toEqual(ada);
    expect(sent({ id: 'ada' })).toEqual({ id: 'ada' });
  });

  it('is written the same whatever order it was put together in', () => {
    expect(encodeViewer({ plan: 'free', scopes: [], id: 'ada' })).toBe(
      encodeViewer({ id: 'ada', scopes: [], plan: 'free' }),
    );
  });

  it('is a visitor where nothing, or nothing readable, is written', () => {
    expect(encodeViewer(visitor)).toBeNull();
    for (const header of [undefined, '', 'null', '!!', Buffer.from('{"id":7}').toString('base64url')])
      expect(readViewer({ [viewerHeader]: header })).toEqual(visitor);
  });
});
