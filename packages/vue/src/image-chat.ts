import { type ImageChatConfig, type ImageChatHandle, ImageChat as startImageChat } from '@imagechat/widget';
import {
  type Component,
  type PropType,
  defineComponent,
  h,
  onBeforeUnmount,
  onMounted,
  onUpdated,
  ref,
  watch,
} from 'vue';

/**
 * `<ImageChat :config="{ tenantId: '…' }"><img …></ImageChat>`: conversations on the image in its slot. Starts the widget when it is mounted,
 * keeps it in line with `config`, deep changes included, and takes it away when it goes. Does nothing on a server. Adds an element, but no
 * box, around the image.
 */
export const ImageChat: Component<{ config: ImageChatConfig }> = defineComponent({
  name: 'ImageChat',
  props: { config: { type: Object as PropType<ImageChatConfig>, required: true } },
  setup(props, { slots }) {
    const around = ref<HTMLElement>();
    let handle: ImageChatHandle | undefined;
    const look = (): void => {
      const before = handle;
      // The same image has the same handle, with the options as they are now.
      handle = startImageChat(around.value, { ...props.config });
      if (before !== handle) before?.destroy();
    };
    onMounted(look);
    // Another image may be in the slot.
    onUpdated(look);
    watch(() => props.config, look, { deep: true, flush: 'post' });
    onBeforeUnmount(() => handle?.destroy());
    return () => h('span', { ref: around, style: { display: 'contents' } }, slots.default?.());
  },
});
