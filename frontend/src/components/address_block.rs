//! What an address is set aside for: the sort, the block with its document, and what that means.

use core::net::IpAddr;

use concepts::ip::block::Block;
use yew::prelude::*;

use crate::components::notation::address;
use crate::model::messages::ip as words;

/// Draws the smallest block that an address is in.
pub(crate) fn address_block(one: IpAddr) -> Html {
    let block = Block::of(one);
    html! {
        <div class="address-block">
            <p class="address-sort"><strong>{ words::sort(block.sort) }</strong>{ " " }{ address(&block.prefix.to_string()) }</p>
            <p>{ block.meaning }</p>
            <p class="address-source">{ words::listed(block) }</p>
        </div>
    }
}
