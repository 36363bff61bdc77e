const buttons = document.querySelectorAll('[data-group]');
const asked = document.querySelector('output');

/** The same picture, another conversation. */
const imageOf = (group) => `example-water-cycle-group-${group}`;

const chat = window.ImageChat(document.querySelector('#diagram'), {
  tenantId: 'demo',
  urlId: imageOf('a'),
  commentCountUpdated(comments) {
    asked.textContent = comments === 1 ? '1 comment in this group' : `${comments} comments in this group`;
  },
});

function choose(group) {
  chat?.update({ urlId: imageOf(group) });
  for (const button of buttons) button.setAttribute('aria-pressed', String(button.dataset.group === group));
}

for (const button of buttons) button.addEventListener('click', () => choose(button.dataset.group));
choose('a');
