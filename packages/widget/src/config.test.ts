import { describe, expect, test } from 'bun:test';
import { advise } from './advice.ts';
import { readConfig } from './config.ts';
import { windowSettings } from './window/window-settings.ts';

const HOST = 'https://chat.example.com';

/** The settings of a configuration, as picture and windows read it, and every sentence about it. */
function read(config: unknown) {
  const told: string[] = [];
  const settings = readConfig(config, HOST, (given) => told.push(...advise(given)));
  return { settings: typeof settings === 'string' ? settings : windowSettings(settings), told };
}

const DEFAULTS = {
  tenantId: 'demo',
  urlId: undefined,
  chatSquarePercentage: 5,
  hasDarkBackground: undefined,
  readonly: false,
  locale: undefined,
  customCSS: '',
  translations: {},
  allowAnon: true,
  apiHost: HOST,
  wsHost: 'wss://chat.example.com',
  maxLength: 2000,
  maxReplyDepth: 0,
  defaultAvatarSrc: undefined,
  hideAvatars: false,
  absoluteDates: false,
  disableVoting: false,
  noImageUploads: false,
  mentionGroupIds: undefined,
  newCommentsToBottom: true,
  jumpToId: undefined,
  onCommentSubmitStart: undefined,
};

describe('readConfig', () => {
  test('says in one sentence that tenantId is missing, and how to mend it', () => {
    for (const config of [{}, undefined, null, { tenantId: '' }, 'demo'])
      expect(read(config).settings).toBe(
        "Image Chat: tenantId is missing. Add tenantId: 'your-tenant' to the configuration.",
      );
  });
  test('says what is wrong with a tenantId that cannot be one', () => {
    for (const tenantId of [42, 'my tenant', 'a/b', 'x'.repeat(65)])
      expect(read({ tenantId }).settings).toStartWith('Image Chat: tenantId should be letters');
  });
  test('a module does not know its server and has to be told', () => {
    expect(readConfig({ tenantId: 'demo' }, undefined, () => undefined)).toBe(
      "Image Chat: apiHost is missing. Add apiHost: 'https://your-server' to the configuration.",
    );
  });
  test('a tenantId is enough; everything else has a default', () => {
    const { settings, told } = read({ tenantId: 'demo' });
    expect(told).toEqual([]);
    expect(settings).toMatchObject(DEFAULTS);
  });
  test('takes what is right', () => {
    const onInit = () => undefined;
    const right = {
      hasDarkBackground: true,
      readonly: true,
      locale: 'de_de',
      customCSS: '.pill { color: red }',
      translations: { send: 'Off it goes' },
      allowAnon: false,
      maxReplyDepth: 2,
      defaultAvatarSrc: '/nobody.webp',
      hideAvatars: true,
      absoluteDates: true,
      disableVoting: true,
      noImageUploads: true,
      newCommentsToBottom: false,
      jumpToId: 'abc',
    };
    const { settings, told } = read({
      ...right,
      tenantId: 'demo',
      urlId: 17,
      chatSquarePercentage: '2.5',
      apiHost: 'http://localhost:8787/',
      wsHost: 'wss://live.example.com/path',
      maxCommentCharacterLength: 500,
      mentionGroupIds: ['a', 7],
      onInit,
      targetRef: {},
      somethingElse: 1,
    });
    expect(told).toEqual([]);
    expect(settings).toMatchObject({
      ...right,
      urlId: '17',
      chatSquarePercentage: 2.5,
      apiHost: 'http://localhost:8787',
      wsHost: 'wss://live.example.com',
      maxLength: 500,
      mentionGroupIds: ['a', '7'],
      given: { onInit },
    });
  });
  test('the live channel follows the HTTP side; addresses without a scheme are secure', () => {
    expect(read({ tenantId: 'demo', apiHost: 'http://localhost:8787' }).settings).toMatchObject({
      wsHost: 'ws://localhost:8787',
    });
    expect(read({ tenantId: 'demo', apiHost: '//eu.example.com' }).settings).toMatchObject({
      apiHost: 'https://eu.example.com',
      wsHost: 'wss://eu.example.com',
    });
  });
  test('who the page says is there goes to the server; ways to log in and mistakes say nobody', () => {
    const login = (more: object): unknown => {
      const { settings } = read({ tenantId: 'demo', apiHost: 'https://x.test', ...more });
      return typeof settings === 'object' ? settings.login : settings;
    };
    const sso = { userDataJSONBase64: 'e30=', verificationHash: '00', timestamp: 1 };
    expect(login({ sso })).toBe(JSON.stringify({ sso }));
    expect(login({ simpleSSO: { username: 'Ada' } })).toBe('{"simpleSSO":{"username":"Ada"}}');
    expect(login({ ssoToken: 'a.b.c' })).toBe('{"ssoToken":"a.b.c"}');
    for (const nobody of [
      {},
      { sso: { loginURL: '/login' } },
      { simpleSSO: {} },
      { sso: 'x', simpleSSO: 'Ada', ssoToken: {} },
    ])
      expect(login(nobody)).toBe('');
  });
  test('a wrong value gets the default and one sentence that names it', () => {
    const wrong = {
      urlId: {},
      chatSquarePercentage: -1,
      hasDarkBackground: 'yes',
      locale: true,
      readonly: 1,
      sso: 'token',
      simpleSSO: 'Ada',
      maxReplyDepth: 99,
      apiHost: 'chat',
      wsHost: 'chat',
      customCSS: {},
      translations: [],
      defaultAvatarSrc: true,
      hideAvatars: 'yes',
      absoluteDates: 'yes',
      maxCommentCharacterLength: 5000,
      allowAnon: 'no',
      disableVoting: 0,
      noImageUploads: 0,
      mentionGroupIds: 'editors',
      newCommentsToBottom: 'yes',
      jumpToId: {},
      commentCountUpdated: 'count',
      onMarkerCreated: 'made',
    };
    const { settings, told } = read({ tenantId: 'demo', ...wrong });
    expect(settings).toMatchObject(DEFAULTS);
    expect(told.map((sentence) => /^Image Chat: (\w+) should be /.exec(sentence)?.[1]).sort()).toEqual(
      Object.keys(wrong).sort(),
    );
    expect(told).toContain(
      'Image Chat: hasDarkBackground should be true or false, not "yes". The default is used.',
    );
    expect(told).toContain(
      'Image Chat: chatSquarePercentage should be a number up to 50, not -1. The default is used.',
    );
  });
  test('a wrong value of any kind is noticed, be it for the picture, for windows or a function', () => {
    for (const wrong of [{ readonly: 1 }, { hideAvatars: 1 }, { sso: 1 }, { onRender: 1 }])
      expect(read({ tenantId: 'demo', ...wrong }).told).toHaveLength(1);
  });
  test('null counts as not given', () => {
    expect(read({ tenantId: 'demo', urlId: null, readonly: null }).told).toEqual([]);
  });
});
