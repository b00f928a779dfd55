/* Built from js/ and widgets/: do not edit. */
var O=/[\u0000-\u001f\u007f\u0080-\u009f\u00ad\u061c\u200b\u200e\u200f\u2028-\u202e\u2060-\u2069\ufeff]/g,J=new RegExp(O.source),W=" ";function h(r){return String(r).replace(/\B(?=(\d{3})+$)/g,W)}function b(r){return J.test(r)?r.replaceAll(`\r
`,`
`).replace(O,t=>t===`
`||t==="	"?t:K(t)):r}function K(r){return r>""?`‹U+${r.charCodeAt(0).toString(16).toUpperCase()}›`:r===""?"␡":String.fromCharCode(9216+r.charCodeAt(0))}function g(r){let t=r?[r.message,r.hint??""].filter(Boolean):[];return t.map((e,o)=>o<t.length-1&&!/[.!?]$/.test(e)?`${e}.`:e).join(" ")}function C(r){let t=Math.max(0,Math.floor(r/1e3));if(t<2)return"just now";if(t<60)return`${t} s ago`;let e=Math.floor(t/60);if(e<60)return`${e} min ago`;let o=Math.floor(e/60);return o<48?`${o} h ago`:`${Math.floor(o/24)} days ago`}var Q=new Set(["title","placeholder","aria-label","aria-description"]);function n(r,t={},...e){let o=document.createElement(r);for(let[i,s]of Object.entries(t))l(o,i,s);return o.append(...e.map(i=>typeof i=="string"?b(i):i)),o}function l(r,t,e){if(e===null||e===!1){r.hasAttribute(t)&&r.removeAttribute(t);return}let o=e===!0?"":String(e),i=Q.has(t)?b(o):o;r.getAttribute(t)!==i&&r.setAttribute(t,i)}function d(r,t){let e=b(t);if(r.textContent===e)return;let o=r.firstChild;e&&o instanceof Text&&o===r.lastChild?o.data=e:r.textContent=e}var j="http://www.w3.org/2000/svg";function v(r){let t=document.createElementNS(j,"svg");for(let[o,i]of Object.entries({viewBox:"0 0 16 16",width:"14",height:"14",fill:"none",stroke:"currentColor","stroke-width":"1.5","stroke-linecap":"round","stroke-linejoin":"round","aria-hidden":"true"}))t.setAttribute(o,i);let e=document.createElementNS(j,"path");return e.setAttribute("d",r),t.append(e),t}var x={refresh:"M13.5 8a5.5 5.5 0 1 1-1.6-3.9M13.5 2v3h-3",search:"M7 12A5 5 0 1 0 7 2a5 5 0 0 0 0 10zM11 11l3 3",up:"M8 13V4M4 7.5l4-4 4 4",more:"M8 3v9M4 8.5l4 4 4-4",add:"M8 3v10M3 8h10",remove:"M3 4.5h10M6.5 4.5V3h3v1.5M4.5 4.5l.6 8.5h5.8l.6-8.5",undo:"M6 3L3 6l3 3M3 6h6.5a3.5 3.5 0 0 1 0 7H6",columns:"M2.5 3.5h11v9h-11zM6.2 3.5v9M9.8 3.5v9",rows:"M3 4h10M3 8h10M3 12h10",goto:"M6.5 2.5l-1 11M10.5 2.5l-1 11M3 6h10.5M2.5 10H13",pin:"M6 2.5h4l-.6 4.2 2.1 2.3h-7l2.1-2.3zM8 9v4.5",fit:"M2.5 3v10M13.5 3v10M4.5 8h7M6.5 6l-2 2 2 2M9.5 6l2 2-2 2",expand:"M9.5 2.5h4v4M13.5 2.5l-5 5M6.5 13.5h-4v-4M2.5 13.5l5-5",copy:"M5.5 5.5h7v8h-7zM10.5 5.5v-3h-7v8h2",clear:"M4 4l8 8M12 4l-8 8",down:"M4 6.5l4 4 4-4",lead:"M3 8h10M9 4l4 4-4 4",back:"M13 8H3M7 4L3 8l4 4",filter:"M2.5 3.5h11l-4.2 5v4.5l-2.6-1.3V8.5z",bars:"M3 13V9M8 13V3M13 13V6"};var m=class{#e;#o=n("button",{type:"button",class:"button plain","aria-label":"Close"},v(x.clear));#t=n("ul",{class:"failures-list"});#i=n("div",{class:"failures-more"});element;#r;constructor(t,e,o=[]){this.#r=e,this.#e=n("span",{class:"failures-title",id:`${t}-title`}),this.element=n("div",{class:`failures ${t}`,role:"dialog","aria-labelledby":`${t}-title`,tabindex:-1,hidden:!0},n("div",{class:"failures-head"},this.#e,...o,this.#o),this.#t,this.#i),this.#o.addEventListener("click",()=>this.close()),this.element.addEventListener("keydown",i=>{i.stopPropagation(),i.key==="Escape"&&this.close()})}get open(){return!this.element.hidden}start(){l(this.element,"hidden",!1),this.#n()}close(){this.open&&(l(this.element,"hidden",!0),this.#r())}toggle(){this.open?this.close():this.start()}fill(t,e,o,i){d(this.#e,t),d(this.#i,o);let s=this.#t.querySelector("button:focus"),a=s?.closest("li"),c=a?[...a.querySelectorAll("button")].indexOf(s):-1;if(this.#t.replaceChildren(...e),!a)return;let f=e.find(({dataset:p})=>p.key===a.dataset.key)?.querySelectorAll("button")[c];f?f.focus():i?this.#n():this.element.focus()}#n(){(this.#t.querySelector("button")??this.element).focus()}};function w(r,t,e){let o=n("button",{type:"button",class:"button"},r),i=s=>{o.classList.toggle("danger",s),d(o,s?t:r)};return o.addEventListener("click",()=>{let s=o.classList.contains("danger");i(!s),s&&e()}),o.addEventListener("blur",()=>i(!1)),o}function y(r,t,{number:e,row:o,change:i},s){let a=`${i}${o===null?"":`, id ${o}`}`,c=n("button",{type:"button",class:"button","aria-label":`${r} ${a}`},r);return c.addEventListener("click",()=>s({kind:t,number:e})),c}function X(r,t){return[n("div",{class:"failure-text"},n("div",{class:"failure-what",dir:"auto"},r.change,n("span",{class:"failure-row"},r.row===null?"":`id ${r.row}`)),n("div",{class:"failure-why",dir:"auto",title:r.hint??""},r.message)),n("div",{class:"failure-acts"},y("Retry","retry",r,t),y("Discard","discard",r,t))]}var k=class extends m{#e;#o="";#t;constructor(t,e){let o=n("button",{type:"button",class:"button"},"Retry all");o.addEventListener("click",()=>t({kind:"retry_all"}));let i=n("div",{class:"failure-acts"},o,w("Discard all","Really discard?",()=>t({kind:"discard_all"})));super("refused",e,[i]),this.#e=i,this.#t=t}paint({failed:t,failures:e}){if(e===0)return this.close();l(this.#e,"hidden",e===1);let o=JSON.stringify([t,e]);if(o===this.#o)return;this.#o=o;let i=[...t].reverse().map(a=>n("li",{class:"failure","data-key":a.number},...X(a,this.#t))),s=e===1?"1 change was not accepted":`${h(e)} changes were not accepted`;this.fill(s,i,e>t.length?`and ${h(e-t.length)} earlier ones: dio.writes.parked`:"",!0)}};function M(r,t,e){return{v:1,id:r,seq:t,...e}}var u=r=>typeof r=="number"&&Number.isSafeInteger(r)&&r>=0;function Y(r){return typeof r!="object"||r===null?!1:Object.values(r).every(t=>u(t?.rows)&&u(t.blanks)&&Array.isArray(t.bins)&&Array.isArray(t.top))}function L(r){if(typeof r!="object"||r===null)return null;let t=r;return t.v!==1?null:t.kind==="rows"&&u(t.first)&&u(t.count)&&u(t.generation)?t.shift!==void 0&&!Number.isSafeInteger(t.shift)?null:r:t.kind==="distributions"&&u(t.rows)&&Y(t.columns)||t.kind==="error"&&typeof t.message=="string"||t.kind==="answer"&&typeof t.id=="string"&&u(t.seq)&&typeof t.body=="object"&&t.body!==null||t.kind==="done"&&typeof t.id=="string"&&u(t.seq)?r:null}function S(){let r=crypto.getRandomValues(new Uint32Array(4));return Array.from(r,t=>t.toString(16).padStart(8,"0")).join("")}var Z={message:"The kernel is gone: nothing was saved.",hint:"Run the cell again.",lost:!0},tt=new Set(["refresh","set_viewport","set_search","load_more"]),$=class{state="open";seq=0;#e=S();#o=new Map;#t=new Map;#i;#r;constructor(t,e){this.#i=t,this.#r=e,t.on("msg:custom",this.#l),t.on("comm_live_update",this.#a)}close(){this.#i.off("msg:custom",this.#l),this.#i.off("comm_live_update",this.#a),this.#s()}send(t){this.seq+=1,this.#n(this.seq,t)}repeat(){for(let[t,{request:e}]of this.#o)tt.has(e.kind)&&this.#n(t,e)}#n(t,e){try{this.#i.send(M(this.#e,t,e)),this.state==="lost"&&this.become("open")}catch{this.become("lost"),this.#r.lost()}}async ask(t){return(await this.fetch(t)).problem}fetch(t,e){return new Promise(o=>{let i=this.seq+1;this.#o.set(i,{request:t,resolve:o}),e&&this.#t.set(i,e),this.send(t)})}become(t){this.state=t,t==="lost"&&this.#s(),this.#r.changed()}#s(){for(let{resolve:t}of this.#o.values())t({problem:Z,body:{}});this.#o.clear(),this.#t.clear()}#l=(t,e)=>{let o=L(t);if(!o||o.id!==null&&o.id!==this.#e)return;this.#r.heard();let i=o.kind==="rows"||o.seq===null?void 0:this.#o.get(o.seq);if(o.kind==="distributions")return this.#r.spread?.(o);if(!i||o.seq===null){(o.kind==="rows"||o.kind==="error")&&this.#r.message(o,e);return}if(o.kind==="answer"&&o.more)return this.#t.get(o.seq)?.(o.body);this.#o.delete(o.seq),this.#t.delete(o.seq);let s=o.kind==="error"?{message:o.message,hint:o.hint,fields:o.fields}:null;i.resolve({problem:s,body:o.kind==="answer"?o.body:{},buffer:e?.[0]})};#a=t=>{t===!1?this.become("lost"):this.#r.live()}};var et=8e3,rt={open:"",silent:"No answer from the kernel: it may be busy, or gone.",lost:"disconnected – re-run the cell"},_=class{problem=null;#e;#o;#t;#i;silenced=()=>{};#r=!1;#n=!1;#s;constructor(t,e,o){this.#e=t,this.#o=e,this.#i=o,this.#t=new $(t,{message:i=>i.kind==="error"&&this.#h(i),heard:()=>this.#u(),changed:()=>{this.silenced(this.silent),this.#d()},lost:()=>this.#d(),live:()=>this.#l()});for(let i of e)t.on(`change:${i}`,this.#c)}close(){this.#n=!0,clearTimeout(this.#s);for(let t of this.#o)this.#e.off(`change:${t}`,this.#c);this.#t.close()}get(t){return this.#e.get(t)}get connection(){return rt[this.#t.state]}get silent(){return this.#t.state==="silent"}get lost(){return this.#t.state==="lost"}again(){this.#t.become("open"),this.#t.repeat(),this.ask({kind:"hello"})}async ask(t){return this.problem=null,(await this.fetch(t)).problem}async fetch(t){let e=this.#t.fetch(t);this.#a();let o=await e;return this.problem=o.problem,this.#d(),o}#l(){this.#t.send({kind:"hello"}),this.#a(),this.#d()}#a(){clearTimeout(this.#s),!this.lost&&(this.#s=setTimeout(()=>this.#t.become("silent"),et))}#u(){clearTimeout(this.#s),this.#t.state!=="open"&&this.#t.become("open")}#h({message:t,hint:e}){this.problem={message:t,hint:e},this.#d()}#c=()=>{this.#u(),this.#d()};#d(){this.#r||this.#n||(this.#r=!0,queueMicrotask(()=>{this.#r=!1,this.#n||this.#i()}))}};function R(r,t){let e=n("button",{type:"button",class:"button again",hidden:!0},"Retry");e.addEventListener("click",()=>r.again()),r.silenced=o=>l(e,"hidden",!o),t.after(e)}function ot(r,t){let{row:e,change:o,state:i,number:s}=r;return n("li",{class:"failure","data-key":s},n("div",{class:"failure-text failure-what",dir:"auto"},o,n("span",{class:"failure-row"},e===null?"":`id ${e}`)),i==="sending"?n("span",{class:"sending"},"sending…"):y("Discard","discard",r,t))}var E=class extends m{#e;#o=n("div",{class:"underway-why",dir:"auto"});#t="";#i;constructor(t,e){let o=w("Discard all","Really discard?",()=>t({kind:"withdraw_all"}));super("underway",e,[o]),this.#e=o,this.#i=t,this.element.firstElementChild?.after(this.#o)}paint({pending:t,underway:e=[],blocked:o=null}){if(t===0)return this.close();let i=JSON.stringify([t,e,o]);if(i===this.#t)return;this.#t=i,l(this.#e,"hidden",t===1),d(this.#o,g(o));let s=e.map(f=>ot(f,this.#i)),a=t-e.length,c=t===1?"1 change is on its way":`${h(t)} changes are on their way`;this.fill(c,s,a>0?`and ${h(a)} more`:"",!1)}};function it({rows:r,total:t,complete:e}){let o=t===null||t===r?"":` of ${h(t)}`,i=t===null&&e===!1?"+":"";return`${h(r)}${i}${o} ${r===1&&!o?"row":"rows"}`}var A=class{#e;#o=n("span",{class:"dot","aria-hidden":"true"});#t=n("span",{class:"title",dir:"auto"});#i=n("span",{class:"facts"});#r=n("button",{type:"button",class:"button pending","aria-expanded":"false","aria-haspopup":"dialog"});#n=n("button",{type:"button",class:"button failed","aria-expanded":"false"});#s=n("span",{class:"news",dir:"auto",role:"status"});#l=n("button",{type:"button",class:"button retry"},"Retry");#a=n("button",{type:"button",class:"button refresh","aria-label":"Refresh",title:"Refresh"},v(x.refresh));#u=n("div",{class:"foot"},this.#o,this.#t,this.#i,this.#r,this.#n,this.#s,this.#l,this.#a);#h=new E(t=>{this.#e.ask(t)},()=>this.#m(this.#r));#c=new k(t=>{this.#e.ask(t)},()=>this.#m(this.#n));#d=n("section",{class:"frame"},this.#u,this.#h.element,this.#c.element);#p;constructor(t,e){this.#e=new _(t,["state","title"],()=>this.#f()),R(this.#e,this.#s),this.#a.addEventListener("click",()=>{this.#e.ask({kind:"refresh"})}),this.#l.addEventListener("click",()=>{this.#e.ask({kind:"retry"})}),this.#n.addEventListener("click",()=>{this.#c.toggle(),this.#f()}),this.#r.addEventListener("click",()=>{this.#h.toggle(),this.#f()}),this.#p=setInterval(()=>this.#f(),1e3),e.append(this.#d),this.#f()}close(){clearInterval(this.#p),this.#e.close()}#m(t){this.#f(),t.focus()}#f(){let t=this.#e,e=t.get("state"),{connection:o}=t,{refreshing:i,pending:s,failures:a,failed:c,underway:f}=e,p=t.problem??e.error??e.blocked,P=o||p||e.closed?"bad":i||s?"busy":e.stale||e.notice?"warn":"good";this.#u.dataset.mood=P,l(this.#d,"aria-label",`Status of ${t.get("title")}`),d(this.#t,t.get("title"));let F=e.fetched_at===null?"":`updated ${C(Date.now()-e.fetched_at)}`,G=[it(e),i?"updating…":F,e.stale&&!i?"stale":""];d(this.#i,G.filter(Boolean).join(" · ")),d(this.#r,`${h(s)} pending`),l(this.#r,"hidden",s===0),l(this.#r,"aria-expanded",String(this.#h.open)),d(this.#n,`${h(a)} failed`),l(this.#n,"hidden",a===0),l(this.#n,"aria-expanded",String(this.#c.open));let U=e.closed?"Closed: lens.open(vista) opens it again.":"",N=o||U||g(p)||e.notice;d(this.#s,N),l(this.#s,"title",N||null),l(this.#l,"hidden",!(e.error||e.blocked)||!!o),l(this.#a,"aria-busy",i?"true":null),this.#a.disabled=this.#l.disabled=t.lost||e.closed;let T={failed:c,failures:a,pending:s,underway:f,blocked:e.blocked,undo:0};this.#c.paint(T),this.#h.paint(T)}};var q=`/* What all widgets share: the host's colours where it has them, our own light and dark where not. */

:host {
  all: initial;
  display: block;
  width: 100%;
  color-scheme: light dark;

  --paper: var(--jp-layout-color1, var(--vscode-editor-background, light-dark(#ffffff, #17191d)));
  --raised: var(--jp-layout-color2, var(--vscode-sideBar-background, light-dark(#f6f7f9, #1f2227)));
  --ink: var(--jp-content-font-color1, var(--vscode-foreground, light-dark(#1d2129, #e4e6ea)));
  /* Mixed towards the ink: quiet text must keep a contrast of 4.5 on every paper. */
  --soft: color-mix(in srgb, var(--jp-content-font-color2, var(--vscode-descriptionForeground, light-dark(#5b6370, #9aa3b0))) 80%, var(--ink));
  --line: var(--jp-border-color2, var(--vscode-panel-border, light-dark(#e2e5ea, #31353c)));
  --accent: var(--jp-brand-color1, var(--vscode-focusBorder, light-dark(#1a6fd4, #5aa9ff)));
  --bad: var(--jp-error-color1, light-dark(#c62828, #ff7b72));
  /* Mixed towards the ink: hosts have one red for both papers. */
  --bad-ink: color-mix(in srgb, var(--bad) 78%, var(--ink));
  --warn: var(--jp-warn-color1, light-dark(#b26a00, #e3a23c));
  --good: var(--jp-success-color1, light-dark(#2e8540, #4cc38a));
  --hairline: color-mix(in srgb, var(--line) 65%, transparent);
  --hover: color-mix(in srgb, var(--accent) 7%, var(--paper));
  --picked: color-mix(in srgb, var(--accent) 15%, var(--paper));
  --fresh: color-mix(in srgb, var(--warn) 30%, transparent);
  --bone: color-mix(in srgb, var(--ink) 9%, transparent);
  --font: var(--jp-ui-font-family, var(--vscode-font-family, system-ui, -apple-system, "Segoe UI", sans-serif));

  /* For all that scrolls: left to itself Firefox paints white ones on dark paper. */
  scrollbar-color: color-mix(in srgb, var(--soft) 55%, transparent) transparent;
}
:host([data-theme="light"]) { color-scheme: light; }
:host([data-theme="dark"]) { color-scheme: dark; }

/* Not their ::before and ::after: the browser would compute both for every element. */
* { box-sizing: border-box; }
[hidden] { display: none !important; }

/* --- buttons --- */

.button {
  display: inline-flex;
  align-items: center;
  gap: 4px;
  height: 24px;
  padding: 0 8px;
  border: 1px solid var(--line);
  border-radius: 4px;
  background: var(--paper);
  color: var(--ink);
  cursor: pointer;
  font: 12px/1 var(--font);
}
.button:hover:not(:disabled) { border-color: var(--accent); color: var(--accent); }
.button:focus-visible { outline: 2px solid var(--accent); outline-offset: 1px; }
.button:disabled { cursor: default; opacity: 0.5; }
.button.primary { border-color: var(--accent); background: var(--accent); color: light-dark(#ffffff, #10131a); }
.button.primary:hover:not(:disabled) { background: color-mix(in srgb, var(--accent) 85%, var(--ink)); color: light-dark(#ffffff, #10131a); }
.button.plain { padding: 0 5px; border-color: transparent; background: none; color: var(--soft); }
.button.delete:hover:not(:disabled) { border-color: var(--bad); color: var(--bad); }
.button.danger { border-color: var(--bad); color: var(--bad-ink); }
.button.danger:hover:not(:disabled) { border-color: var(--bad); background: color-mix(in srgb, var(--bad) 12%, var(--paper)); color: var(--bad-ink); }
/* Most changes are stored before anybody could read that they are on their way. */
@keyframes dn-late { from, 99% { visibility: hidden; } }
.button.pending { height: 22px; border-color: color-mix(in srgb, var(--accent) 50%, transparent); border-radius: 11px; animation: dn-late 0.4s; color: color-mix(in srgb, var(--accent) 78%, var(--ink)); }
.button.failed { height: 22px; border-color: color-mix(in srgb, var(--bad) 55%, transparent); border-radius: 11px; color: var(--bad-ink); }
.button.failed::before { width: 6px; height: 6px; border-radius: 50%; background: var(--bad); content: ""; }
.button.failed:hover:not(:disabled) { border-color: var(--bad); color: var(--bad); }
.refresh { padding: 0 5px; border-color: transparent; background: none; color: var(--soft); }
.refresh[aria-busy] svg { animation: dn-turn 1s linear infinite; }
@keyframes dn-turn { to { transform: rotate(1turn); } }

/* --- typing --- */

.field { display: flex; flex-direction: column; gap: 3px; min-width: 0; }
.field-name { overflow: hidden; font-size: 12px; font-weight: 600; text-overflow: ellipsis; white-space: nowrap; }
.needed { color: var(--bad); }
.field-box {
  width: 100%;
  height: 28px;
  padding: 0 8px;
  border: 1px solid var(--line);
  border-radius: 4px;
  outline: 0;
  background: var(--paper);
  color: var(--ink);
  font: inherit;
}
.field-box:focus { border-color: var(--accent); box-shadow: 0 0 0 1px var(--accent); }
.field-box[aria-invalid] { border-color: var(--bad); }
.field-box[aria-invalid]:focus { box-shadow: 0 0 0 1px var(--bad); }
.field-box::placeholder, .edit-box::placeholder { color: var(--soft); font-style: italic; opacity: 1; }
.field-why { color: var(--bad-ink); font-size: 11.5px; line-height: 1.3; }
.field-why:empty { display: none; }

/* --- writes that were refused --- */

.failure { display: flex; align-items: center; gap: 12px; min-width: 0; }
.failure-text { flex: 1; min-width: 0; }
.failure-what { overflow: hidden; font-weight: 600; text-overflow: ellipsis; white-space: nowrap; }
.failure-row { margin-left: 8px; color: var(--soft); font-weight: 400; }
.failure-why { color: var(--bad-ink); font-size: 12px; overflow-wrap: anywhere; }
.failure-acts { display: flex; flex: none; gap: 6px; }
.failures-head { display: flex; flex: none; align-items: center; gap: 6px; padding: 6px 6px 6px 12px; border-bottom: 1px solid var(--line); }
.failures-title { flex: 1; font-weight: 600; }
.failures-list { margin: 0; padding: 0; overflow: auto; list-style: none; scrollbar-width: thin; }
.failures-list .failure { padding: 8px 8px 8px 12px; border-bottom: 1px solid var(--hairline); }
.failures-list .failure:last-child { border-bottom: 0; }
.sending { padding-right: 8px; color: var(--soft); font-style: italic; }
.underway .failure { min-height: 26px; padding: 5px 8px 5px 12px; }
.underway-why { padding: 6px 12px; border-bottom: 1px solid var(--hairline); color: var(--ink); font-size: 12px; overflow-wrap: anywhere; }
.failure-text .underway-why { padding: 0; border: 0; }
.underway-why:empty { display: none; }
.failures-more { padding: 6px 12px; border-top: 1px solid var(--hairline); color: var(--soft); font-size: 12px; }
.failures-more:empty { display: none; }

/* --- signs --- */

.dot { flex: none; width: 7px; height: 7px; border-radius: 50%; background: var(--good); }
@keyframes dn-breathe { 50% { opacity: 0.45; } }
.live { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); white-space: nowrap; }

.bone {
  display: inline-block;
  height: 9px;
  border-radius: 4px;
  background: var(--bone);
  animation: dn-breathe 1.6s ease-in-out infinite;
}

@media (prefers-reduced-motion: reduce) {
  .dot, .bone, .refresh svg { animation: none !important; }
}
`;var st={content:{data:{}}};async function at(r){try{let t=await r.widget_manager?.get_model(r.get("_model_key"));return t?.comm&&t._handle_comm_msg?t:null}catch{return null}}async function I(r){let t=await at(r);if(t)try{await t._handle_comm_msg(st)}catch{let e=Object.getPrototypeOf(Object.getPrototypeOf(t))._handle_comm_msg;t.comm.on_msg(o=>e.call(t,o)),t.comm_live&&t.comm.send({method:"request_state"})}}function lt(r,t){let e=r.dataset.jpThemeLight;if(e==="true")return"light";if(e==="false")return"dark";for(let o of[r,t]){if(o.matches(".vscode-dark, .vscode-high-contrast, .dark, [data-theme='dark']"))return"dark";if(o.matches(".vscode-light, .light, [data-theme='light']"))return"light"}return""}function z(r){let{body:t,documentElement:e}=document;function o(){let a=lt(t,e);a?r.dataset.theme=a:delete r.dataset.theme}let i=new MutationObserver(o),s={attributes:!0,attributeFilter:["class","data-jp-theme-light","data-theme"]};return i.observe(t,s),i.observe(e,s),o(),()=>i.disconnect()}function B({model:r}){try{r.send(M(S(),0,{kind:"hello"}))}catch{}}function D({model:r,el:t},e,o,i){let s=document.createElement("div");s.className=e,s.dataset.lmSuppressShortcuts="true";let a=s.attachShadow({mode:"open"}),c=new CSSStyleSheet;c.replaceSync(q+o),a.adoptedStyleSheets=[c],t.append(s);let f=z(s);I(r);let p=i(r,a,s);return()=>{f(),p.close(),s.remove()}}var V=`/* What the small widgets share: a framed panel with a status line. */
.frame {
  display: flex;
  flex-direction: column;
  min-height: 0;
  overflow: hidden;
  border: 1px solid var(--line);
  border-radius: 6px;
  background: var(--paper);
  color: var(--ink);
  font: 13px/1.4 var(--font);
}
.foot {
  display: flex;
  flex: none;
  align-items: center;
  gap: 8px;
  min-height: 32px;
  padding: 0 6px 0 12px;
  border-top: 1px solid var(--line);
  background: var(--raised);
  color: var(--soft);
  font-size: 12px;
  font-variant-numeric: tabular-nums;
}
.foot .news { flex: 1; min-width: 0; overflow: hidden; text-overflow: ellipsis; white-space: nowrap; }
.foot .age { white-space: nowrap; }
.foot[data-mood="bad"] .news { color: var(--bad-ink); }
.foot[data-mood="busy"] .dot { background: var(--accent); animation: dn-breathe 1s ease-in-out infinite; }
.foot[data-mood="warn"] .dot { background: var(--warn); }
.foot[data-mood="bad"] .dot { background: var(--bad); }
.chip { padding: 1px 7px; border: 1px solid var(--line); border-radius: 9px; color: var(--soft); font-size: 11px; white-space: nowrap; }
.chip:empty { display: none; }
.chip[data-mood="busy"] { border-color: color-mix(in srgb, var(--accent) 50%, transparent); color: color-mix(in srgb, var(--accent) 78%, var(--ink)); }
.chip[data-mood="warn"] { border-color: color-mix(in srgb, var(--warn) 60%, transparent); color: color-mix(in srgb, var(--warn) 65%, var(--ink)); }
.chip[data-mood="bad"] { border-color: color-mix(in srgb, var(--bad) 55%, transparent); color: var(--bad-ink); }
`;var H=`/* The look of the status line: the foot of a grid, on its own. */

.foot { border-top: 0; background: var(--paper); }
.title { overflow: hidden; color: var(--ink); font-weight: 600; text-overflow: ellipsis; unicode-bidi: isolate; white-space: nowrap; }
.facts { white-space: nowrap; }
.facts::before { margin-right: 8px; content: "·"; }

.failures { border-top: 1px solid var(--line); outline: 0; }
.failures:focus-visible { box-shadow: inset 0 0 0 2px var(--accent); }
.failures-list { max-height: 220px; }
.failure { font-size: 12px; }

@container (max-width: 420px) { .facts { display: none; } }
.frame { container-type: inline-size; }
`;var ht=r=>D(r,"diorama-status-bar",V+H,(t,e)=>new A(t,e)),te={initialize:B,render:ht};export{te as default};
