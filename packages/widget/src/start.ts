import { loadSeldom, scriptHost } from './chunks.ts';
import { type Settings, readConfig } from './config.ts';
import type { ImageChatHandle, StartImageChat } from './public.ts';
import { Widget } from './widget.ts';

interface Started {
  readonly widget: Widget;
  readonly handle: ImageChatHandle;
  config: object;
}

const started = new WeakMap<HTMLImageElement, Started>();

/** Starts the widget on an image, or changes the one that is there. */
export const startImageChat: StartImageChat = (target, config) => {
  const image = imageIn(target);
  if (!image) {
    console.error(
      'Image Chat: there is no image to talk about. Pass an <img> or an element with one inside as the first argument.',
    );
    return undefined;
  }
  const settings = settingsOf(image, config);
  if (!settings) return undefined;
  const entry = started.get(image) ?? begin(image, settings, Object(config));
  entry.widget.update(settings);
  entry.config = Object(config);
  return entry.handle;
};

function begin(image: HTMLImageElement, settings: Settings, config: object): Started {
  const widget = new Widget(image, settings);
  const entry: Started = {
    widget,
    config,
    handle: {
      update(change) {
        if (started.get(image) !== entry) return;
        entry.config = { ...entry.config, ...change };
        const next = settingsOf(image, entry.config);
        if (next) widget.update(next);
      },
      destroy() {
        if (started.get(image) === entry) started.delete(image);
        widget.destroy();
      },
    },
  };
  started.set(image, entry);
  return entry;
}

function settingsOf(image: HTMLImageElement, config: unknown): Settings | undefined {
  const settings = readConfig(config, scriptHost, (given) => {
    loadSeldom().then(
      ({ advise }) => advise(given).map((sentence) => console.warn(sentence)),
      () => undefined,
    );
  });
  if (typeof settings === 'string') {
    console.error(settings);
    return undefined;
  }
  if (settings.urlId === undefined && /^(?:data|blob):/.test(image.src)) {
    console.error(
      "Image Chat: a picture from data: or blob: has no lasting address. Add urlId: 'a-name-for-it' to the configuration.",
    );
    return undefined;
  }
  return settings;
}

function imageIn(target: unknown): HTMLImageElement | undefined {
  if (!(target instanceof Element)) return undefined;
  const image = target instanceof HTMLImageElement ? target : target.querySelector('img');
  return image ?? undefined;
}
